package content

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"onramp/assessment"
)

// audiences are whom a platform can be for.
var audiences = append(slices.Clone(assessment.Sizes), "start-up", "association")

// everyMember and everywhere stand for many countries.
const (
	everyMember = "EU"
	everywhere  = "*"
)

// platforms reads every file of platforms/ into one directory, sorted by id.
func (l *loader) platforms() {
	l.directory = &assessment.Directory{Platforms: []assessment.Platform{}}
	places := map[string]place{}
	for _, name := range l.files("platforms/*.yaml") {
		var f platformsFile
		src, ok := read(l.fsys, name, &f, l.problems)
		if !ok {
			continue
		}
		for i, file := range f.Platforms {
			at := src.top().in("platforms").nth(i)
			if other, twice := places[file.ID]; twice && file.ID != "" {
				at.in("id").say("platform %s is in %s on line %d already: give each its own id", file.ID, other.src.name, other.line())
			}
			places[file.ID] = at
			l.checkPlatform(file, at)
			l.directory.Platforms = append(l.directory.Platforms, newPlatform(file))
		}
	}
	slices.SortStableFunc(l.directory.Platforms, func(a, b assessment.Platform) int { return cmp.Compare(a.ID, b.ID) })
	l.directory.Version = version(l.directory.Platforms)
}

func newPlatform(f platformFile) assessment.Platform {
	return assessment.Platform{ID: f.ID, Name: f.Name, LocalName: f.LocalName, Operator: f.Operator, Countries: f.Countries,
		Languages: f.Languages, URL: f.URL, Kinds: f.Kinds, Topics: f.Topics, Audience: f.Audience, Cost: f.Cost,
		Summary: text(f.Summary, "platform", f.ID, "summary"), Note: text(f.Note, "platform", f.ID, "note"),
		Source: f.Source, Evidence: f.Evidence, Checked: f.Checked, Status: f.Status, Vendor: f.Vendor}
}

func (l *loader) checkPlatform(f platformFile, at place) {
	for i, c := range f.Countries {
		switch p := at.in("countries").nth(i); {
		case c != everywhere && c != everyMember && !assessment.IsCountry(c):
			p.say("country %q is unknown: use a code of ISO 3166-1 such as DE, EU for every member state, or \"*\"", clip(c))
		case slices.Contains(f.Countries[:i], c):
			p.say("country %s is given twice: keep one", c)
		}
	}
	at.in("audience").known("audience", f.Audience, audiences)
	if len(l.drafts) == 0 {
		return
	}
	var kinds, topics []string
	for _, d := range l.drafts {
		kinds, topics = append(kinds, kindIDs(d.q)...), append(topics, topicIDs(d.q)...)
	}
	at.in("kinds").known("kind", f.Kinds, distinct(kinds))
	at.in("topics").known("topic", f.Topics, distinct(topics))
}

// version names the content of a directory: the start of the SHA-256 of its
// JSON, whose keys are always in the same order.
func version(platforms []assessment.Platform) string {
	data, err := json.Marshal(platforms)
	if err != nil {
		return "" // only strings, lists and truths: cannot happen
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])[:12]
}
