package store

// Setting implements assessment.SettingTx.
func (t *tx) Setting(name string) ([]byte, error) {
	value := []byte{}
	found, err := t.one("SELECT value FROM settings WHERE name = $1", []any{name}, &value)
	if err == nil && !found {
		err = missing("setting " + name)
	}
	if err != nil {
		return nil, err
	}
	return value, nil
}

// SaveSetting implements assessment.SettingTx.
func (t *tx) SaveSetting(name string, value []byte) error {
	_, err := t.exec(`INSERT INTO settings (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, notNil(value))
	return err
}

// notNil keeps an empty value from becoming NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
