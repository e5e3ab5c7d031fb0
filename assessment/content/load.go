package content

import (
	"io/fs"
	"path"
	"slices"

	"onramp/assessment"
)

// Load reads all content below fsys. The error is nil or of type Problems and
// then holds everything that is wrong.
func Load(fsys fs.FS) (*assessment.Catalogue, error) {
	l := &loader{fsys: fsys, problems: &Problems{}}
	l.questionnaires()
	l.models()
	l.platforms()
	l.together()
	if len(*l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	c := &assessment.Catalogue{Directory: l.directory}
	for _, d := range l.drafts {
		c.Questionnaires = append(c.Questionnaires, d.q)
	}
	for _, m := range l.ladders {
		c.Models = append(c.Models, m.m)
	}
	return c, nil
}

// loader holds what was read so far.
type loader struct {
	fsys      fs.FS
	problems  *Problems
	drafts    []*draft
	headless  bool // a head could not be read: what refers to it is not blamed
	ladders   []*ladder
	directory *assessment.Directory
}

// files lists the files that match a pattern, sorted.
func (l *loader) files(pattern string) []string {
	names, err := fs.Glob(l.fsys, pattern)
	if err != nil {
		return nil
	}
	slices.Sort(names)
	return names
}

// questionnaires reads every folder with a questionnaire.yaml.
func (l *loader) questionnaires() {
	heads := l.files("*/questionnaire.yaml")
	if len(heads) == 0 {
		*l.problems = append(*l.problems, Problem{"questionnaire.yaml", 1,
			"no questionnaire found: put one into a folder of its own as <folder>/questionnaire.yaml"})
	}
	for _, name := range heads {
		d := l.questionnaire(path.Dir(name))
		if d == nil {
			continue
		}
		if other := l.draft(d.q.ID, d.q.Version); other != nil {
			d.head.in("version").say("version %s of %s is also in %s: give this one a new version", d.q.Version, d.q.ID, other.head.src.name)
		}
		l.drafts = append(l.drafts, d)
	}
}

// draft returns the questionnaire version read so far, nil if there is none.
func (l *loader) draft(id, version string) *draft {
	for _, d := range l.drafts {
		if d.q.ID == id && d.q.Version == version {
			return d
		}
	}
	return nil
}

// together checks what only questionnaires, models and platforms together can
// show.
func (l *loader) together() {
	for _, d := range l.drafts {
		l.checkAdditional(d)
		l.checkLevels(d)
		l.checkActions(d)
	}
}

// checkLevels wants a measure at every level below the top of the
// questionnaire's own model, in every dimension.
func (l *loader) checkLevels(d *draft) {
	top := l.levelsOf(d)
	if top == 0 {
		if d.q.Model != "" && d.q.Version != "" {
			d.head.in("model").say("there is no model %s for version %s: add it to models/ or name another", clip(d.q.Model), d.q.Version)
		}
		return
	}
	for _, m := range d.measures {
		if m.Level >= top {
			m.at.in("level").say("level must be below the model's top level %d", top)
		}
	}
	for n := range d.q.Dimensions {
		id := d.q.Dimensions[n].ID
		for level := 1; level < top; level++ {
			if !slices.ContainsFunc(d.measures, func(m *draftMeasure) bool { return m.Dimension == id && m.Level == level }) {
				d.head.in("dimensions").nth(n).say("no measure takes a firm from level %d of %s: add one to measures/%s.yaml", level, id, id)
			}
		}
	}
}

// checkActions wants every action of section 4.2 to be covered by items,
// measures and support.
func (l *loader) checkActions(d *draft) {
	for i, r := range d.q.References {
		at := d.head.in("references").nth(i)
		if r.Action == 0 {
			continue
		}
		c := coverageOf(d.q, l.directory, r.ID)
		switch {
		case c.items == 0:
			at.say("no item comes from %s: name it in the sources of one", r.ID)
		case c.measures == 0:
			at.say("no measure comes from %s: name it in the sources of one", r.ID)
		case len(c.kinds) == 0:
			at.say("no kind of support answers %s: name it in the sources of one", r.ID)
		case c.platforms == 0:
			at.say("no support platform offers what answers %s (%s): add one to platforms/", r.ID, list(c.kinds))
		}
	}
}
