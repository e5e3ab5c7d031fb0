package report

import (
	"io"
	"strconv"
	"strings"
	"time"

	"onramp/assessment"
)

// day8601 is a day of UTC.
func day8601(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// address of a file or table of the release at this installation.
func (f *releaseFile) address(name string) string {
	return strings.TrimRight(f.meta.PublicURL, "/") + "/api/v1/releases/" + strconv.Itoa(f.Number) + "/" + name
}

// dcatContext stands in the file, so that nobody has to fetch one.
var dcatContext = map[string]any{
	"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "spdx": "http://spdx.org/rdf/terms#",
	"xsd": "http://www.w3.org/2001/XMLSchema#", "adms": "http://www.w3.org/ns/adms#",
}

func dated(day string) map[string]any { return map[string]any{"@value": day, "@type": "xsd:date"} }

// told is a text in every language.
func (f *releaseFile) told(say func(w *ReleaseWords) string) (all []any) {
	for _, w := range f.tongues {
		all = append(all, map[string]any{"@value": say(w), "@language": w.p.Tag()})
	}
	return all
}

// message says the message with a key.
func message(key string) func(*ReleaseWords) string {
	return func(w *ReleaseWords) string { return w.p.T(key) }
}

// writeReleaseDCAT writes the catalogue entry of a release (DCAT-AP 3): a
// catalogue, the series of all releases, a dataset for each table of this one
// and one for the whole, each with its files as distributions.
func writeReleaseDCAT(w io.Writer, f *releaseFile) error {
	root := strings.TrimRight(f.meta.PublicURL, "/") + "/api/v1"
	series := root + "/releases"
	publisher := map[string]any{"@id": root + "#publisher", "@type": "foaf:Agent", "foaf:name": f.meta.Operator}
	whole := f.dataset(f.address(""), f.title, "", publisher)
	whole["dcat:inSeries"] = map[string]any{"@id": series}
	if f.Replaces > 0 {
		whole["dct:replaces"] = map[string]any{"@id": root + "/releases/" + strconv.Itoa(f.Replaces) + "/"}
	}
	datasets := []any{whole}
	for _, t := range f.Tables {
		one := f.dataset(f.address("tables/"+t.ID), func(w *ReleaseWords) string { return w.Title(t) }, t.ID, publisher)
		one["dct:isPartOf"] = map[string]any{"@id": f.address("")}
		datasets = append(datasets, one)
	}
	return writeJSON(w, map[string]any{
		"@context": dcatContext, "@id": root + "/catalogue", "@type": "dcat:Catalog",
		"dct:title": f.told(message("release.catalogue")), "dct:description": f.told(message("release.catalogue_text")), "dct:publisher": publisher,
		"dct:language": spoken(f.tongues), "dct:modified": dated(day8601(f.Made)),
		"dcat:dataset": append([]any{map[string]any{"@id": series, "@type": "dcat:DatasetSeries", "dct:title": f.told(message("release.series")),
			"dct:description": f.told(message("release.catalogue_text")), "dct:publisher": publisher}}, datasets...),
	})
}

// languageCodes are the codes of languages in the authority table of the
// Publications Office of the European Union, which DCAT-AP asks for.
var languageCodes = map[string]string{"en": "ENG", "id": "IND", "de": "DEU", "es": "SPA", "fr": "FRA", "it": "ITA", "pt-BR": "POR", "tr": "TUR",
	"ru": "RUS", "ar": "ARA", "hi": "HIN", "zh-Hans": "ZHO", "ja": "JPN", "ko": "KOR"}

func spoken(tongues []*ReleaseWords) (all []any) {
	for _, w := range tongues {
		if code := languageCodes[w.p.Tag()]; code != "" {
			all = append(all, map[string]any{"@id": "http://publications.europa.eu/resource/authority/language/" + code})
		}
	}
	return all
}

// dataset is one table, or the whole release, with its files.
func (f *releaseFile) dataset(id string, title func(*ReleaseWords) string, table string, publisher any) map[string]any {
	text := "statistics.volunteers"
	if f.Synthetic {
		text = "statistics.synthetic_text"
	}
	d := map[string]any{"@id": id, "@type": "dcat:Dataset", "dct:title": f.told(title), "dct:description": f.told(message(text)), "dct:publisher": publisher,
		"dct:identifier": id, "dct:issued": dated(day8601(f.Made)), "adms:version": strconv.Itoa(f.Number),
		"dct:temporal": map[string]any{"@type": "dct:PeriodOfTime", "dcat:startDate": dated(f.firstDay()), "dcat:endDate": dated(f.lastDay())},
		"dcat:theme":   map[string]any{"@id": "http://publications.europa.eu/resource/authority/data-theme/ECON"},
	}
	if f.Synthetic {
		d["dct:provenance"] = map[string]any{"@type": "dct:ProvenanceStatement", "dct:description": f.told(message(text))}
	}
	var files []any
	for _, one := range f.files {
		if one.Table == table {
			files = append(files, f.distribution(one))
		}
	}
	d["dcat:distribution"] = files
	return d
}

func (f *releaseFile) distribution(one assessment.ReleaseFile) map[string]any {
	path := "files/" + one.Name
	if one.Table != "" {
		path = "tables/" + one.Name
	}
	media, _, _ := strings.Cut(one.MediaType, ";")
	languages := []*ReleaseWords{f.words}
	if SpeaksAll(one.Format) {
		languages = f.tongues
	}
	return map[string]any{"@id": f.address(path), "@type": "dcat:Distribution", "dcat:accessURL": map[string]any{"@id": f.address(path)}, "dcat:downloadURL": map[string]any{"@id": f.address(path)},
		"dct:title": one.Name, "dct:language": spoken(languages), "dcat:mediaType": map[string]any{"@id": "https://www.iana.org/assignments/media-types/" + media}, "dcat:byteSize": one.Size,
		"spdx:checksum": map[string]any{"@type": "spdx:Checksum", "spdx:algorithm": map[string]any{"@id": "spdx:checksumAlgorithm_sha256"}, "spdx:checksumValue": one.Hash}}
}
