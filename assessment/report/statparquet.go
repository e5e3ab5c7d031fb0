package report

import (
	"io"

	"github.com/parquet-go/parquet-go" // columns for analysts

	"onramp/assessment"
)

// parquetRow is one cell of one table: all tables of a release stand in one
// file, told apart by the first column.
type parquetRow struct {
	Table       string  `parquet:"table,dict"`
	Kind        string  `parquet:"kind,dict"`
	Model       *string `parquet:"model,dict"`
	Country     *string `parquet:"country,dict"`
	Region      *string `parquet:"region,dict"`
	Sector      *string `parquet:"sector,dict"`
	Size        *string `parquet:"size,dict"`
	Evidence    *string `parquet:"evidence,dict"`
	Dimension   *string `parquet:"dimension,dict"`
	Level       *string `parquet:"level,dict"`
	Technology  *string `parquet:"technology,dict"`
	Action      *string `parquet:"action,dict"`
	Measure     *string `parquet:"measure,dict"`
	Change      *string `parquet:"change,dict"`
	Answer      *string `parquet:"answer,dict"`
	Status      string  `parquet:"status,dict"`
	Reliability string  `parquet:"reliability,dict"`
	Firms       *int32  `parquet:"firms"`
	Base        *int32  `parquet:"base"`
	Share       *int32  `parquet:"share"`
	ShareLow    *int32  `parquet:"share_low"`
	ShareHigh   *int32  `parquet:"share_high"`
	Unweighted  *int32  `parquet:"share_unweighted"`
	Mean        *int32  `parquet:"mean"`
	MeanLow     *int32  `parquet:"mean_low"`
	MeanHigh    *int32  `parquet:"mean_high"`
	Effective   *int32  `parquet:"effective"`
	Release     int32   `parquet:"release"`
	FirstDay    string  `parquet:"first_day,dict"`
	LastDay     string  `parquet:"last_day,dict"`
	Synthetic   bool    `parquet:"synthetic"`
}

// axis is where the code of an axis stands; nil for none.
func (r *parquetRow) axis(id string) **string {
	return map[string]**string{"country": &r.Country, "region": &r.Region, "sector": &r.Sector, "size": &r.Size, "evidence": &r.Evidence, "dimension": &r.Dimension,
		"level": &r.Level, "technology": &r.Technology, "action": &r.Action, "measure": &r.Measure, "change": &r.Change, "answer": &r.Answer}[id]
}

func (r *parquetRow) figure(id string) **int32 {
	return map[string]**int32{"firms": &r.Firms, "base": &r.Base, "share": &r.Share, "share_low": &r.ShareLow, "share_high": &r.ShareHigh, "share_unweighted": &r.Unweighted,
		"mean": &r.Mean, "mean_low": &r.MeanLow, "mean_high": &r.MeanHigh, "effective": &r.Effective}[id]
}

// writeReleaseParquet writes all tables in one long one. What is withheld is
// null, and the status says why.
func writeReleaseParquet(w io.Writer, f *releaseFile) error {
	out := parquet.NewGenericWriter[parquetRow](w, parquet.Compression(&parquet.Zstd), parquet.CreatedBy("Onramp", f.Rules, ""),
		parquet.KeyValueMetadata("title", f.title(f.words)), parquet.KeyValueMetadata("note", f.words.p.T("statistics.withheld_text")))
	var rows []parquetRow
	for _, t := range f.Tables {
		rows = rows[:0]
		for i := range t.Cells {
			rows = append(rows, f.parquetRow(t, &t.Cells[i]))
		}
		if _, err := out.Write(rows); err != nil {
			return err
		}
	}
	return out.Close()
}

func (f *releaseFile) parquetRow(t *assessment.Table, c *assessment.Cell) parquetRow {
	r := parquetRow{Table: t.ID, Kind: string(t.Kind), Status: string(c.Status), Reliability: reliability(c), Release: int32(f.Number),
		FirstDay: f.firstDay(), LastDay: f.lastDay(), Synthetic: f.Synthetic}
	if t.Model != "" {
		r.Model = &t.Model
	}
	for a, at := range c.At {
		if to := r.axis(t.Axes[a].ID); to != nil {
			*to = &t.Axes[a].Codes[at].ID
		}
	}
	for _, g := range statFigures(t) {
		if n, marker := g.value(c); marker == "" {
			small := int32(n)
			*r.figure(g.id) = &small
		}
	}
	return r
}
