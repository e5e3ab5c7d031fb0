package content

import (
	"go.yaml.in/yaml/v4"

	"onramp/assessment"
)

// ReadPlatforms reads entries of the directory from text in the form of a file
// of platforms/, with the words of the questionnaires. The name stands in
// problems; the error is nil or of type Problems.
func ReadPlatforms(name string, data []byte, words ...*assessment.Questionnaire) ([]assessment.Platform, error) {
	problems := &Problems{}
	src := newSource(name, problems)
	var f platformsFile
	if src.decode(data, &f) {
		v := vocabularyOf(words...)
		src.top().in("platforms").unique(ids(f.Platforms, func(p *platformFile) string { return p.ID }))
		for i, file := range f.Platforms {
			checkPlatform(file, src.top().in("platforms").nth(i), v)
		}
	}
	if len(*problems) > 0 {
		return nil, problems.sorted()
	}
	var all []assessment.Platform
	for _, file := range f.Platforms {
		all = append(all, newPlatform(file))
	}
	return all, nil
}

// FormatPlatforms writes entries in the form that ReadPlatforms reads. What is
// not known is left out.
func FormatPlatforms(platforms []assessment.Platform) ([]byte, error) {
	f := platformsFile{}
	for _, p := range platforms {
		f.Platforms = append(f.Platforms, platformFile{ID: p.ID, Name: p.Name, LocalName: p.LocalName, Operator: p.Operator, Countries: p.Countries,
			Languages: p.Languages, URL: p.URL, Kinds: p.Kinds, Topics: p.Topics, Audience: p.Audience, Cost: p.Cost,
			Summary: p.Summary.English, Note: p.Note.English, Source: p.Source, Evidence: p.Evidence, Checked: p.Checked, Status: p.Status, Vendor: p.Vendor,
			Regions: p.Regions, Sectors: p.Sectors, Employees: formatSpan(p.Employees), Age: formatSpan(p.Age), Opens: p.Opens, Closes: p.Closes})
	}
	return yaml.Marshal(f)
}

func formatSpan(s assessment.Span) *spanFile {
	if !s.Known() {
		return nil
	}
	f := &spanFile{}
	if s.Min > 0 {
		f.Min = &s.Min
	}
	if s.Max > 0 {
		f.Max = &s.Max
	}
	return f
}
