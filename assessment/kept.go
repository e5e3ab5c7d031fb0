package assessment

// KeptTable is what one table of the store keeps, for whoever writes or reads a
// privacy notice.
type KeptTable struct {
	Name    string
	Keeps   Text // what and why
	Kept    Text // how long
	Columns []KeptColumn
}

// KeptColumn is one column of it.
type KeptColumn struct {
	Name  string
	Keeps Text
}

// FirmRecord is everything the store keeps about one firm: of each table its
// rows, and of each row its columns as plain values. Bytes are hexadecimal.
type FirmRecord map[string][]map[string]any
