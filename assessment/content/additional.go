package content

import (
	"path"
	"slices"

	"onramp/assessment"
)

// readAdditional reads additional.yaml, the items that only models beside the
// questionnaire's own need. A questionnaire need not have any.
func (l *loader) readAdditional(d *draft, dir string) {
	for _, name := range l.files(path.Join(dir, "additional.yaml")) {
		var f additionalFile
		src, ok := read(l.fsys, name, &f, l.problems)
		if !ok {
			continue
		}
		for n, file := range f.Items {
			it := d.addItem(file.item(), "", src.top().in("items").nth(n))
			it.additional, it.Models = true, file.Models
		}
	}
}

// item puts the file into the form of any item. Each tick weighs 1 unless it
// says otherwise.
func (f additionalItemFile) item() itemFile {
	options := slices.Clone(f.Options)
	for i := range options {
		if f.Kind == string(assessment.Checklist) {
			options[i].Weight = max(options[i].Weight, 1)
		}
	}
	return itemFile{ID: f.ID, Kind: f.Kind, Topic: f.Topic, Sources: f.Sources, Text: f.Text, Help: f.Help, Why: f.Why,
		Examples: f.Examples, Options: options, Bands: f.Bands, Min: f.Min, Max: f.Max, Unit: f.Unit, AskIf: f.AskIf, Otherwise: f.Otherwise}
}

// checkAdditional wants every additional item to be read by each model that it
// names, and by no other.
func (l *loader) checkAdditional(d *draft) {
	var models []string
	for _, m := range l.ladders {
		if m.q == d {
			models = append(models, m.m.ID)
		}
	}
	for _, it := range d.items {
		if !it.additional {
			continue
		}
		at := it.at.in("models")
		at.known("model", it.Models, models)
		if slices.Contains(it.Models, d.q.Model) {
			at.say("%s scores every firm: put %s into items/ instead", d.q.Model, it.ID)
		}
		for _, id := range it.Models {
			if slices.Contains(models, id) && !l.needs(d, id, it) {
				at.say("model %s does not read %s: name it in the sources of an indicator, or take the model out", id, it.ID)
			}
		}
	}
	for _, m := range l.ladders {
		if m.q == d {
			m.checkOwnItems()
		}
	}
}

// needs reports whether a model reads the item, or asks an item that depends
// on it.
func (l *loader) needs(d *draft, model string, it *draftItem) bool {
	for _, m := range l.ladders {
		if m.q == d && m.m.ID == model && slices.Contains(m.reads(), it.ID) {
			return true
		}
	}
	return slices.ContainsFunc(d.items, func(o *draftItem) bool {
		return o.additional && slices.Contains(o.Models, model) && slices.Contains(o.AskIf.Items(), it.ID)
	})
}

// reads lists the items that the model reads.
func (l *ladder) reads() []string {
	var all []string
	for _, d := range l.m.Dimensions {
		for _, g := range d.Gates {
			all = append(all, g.Item)
		}
		for _, in := range d.Indicators {
			for _, s := range in.Sources {
				all = append(all, s.Item)
			}
		}
	}
	return all
}

// checkOwnItems reports additional items that the model reads and no firm that
// adds it would be asked.
func (l *ladder) checkOwnItems() {
	for i, d := range l.m.Dimensions {
		for n, in := range d.Indicators {
			for _, s := range in.Sources {
				if it := l.q.item(s.Item); it != nil && it.additional && !slices.Contains(it.Models, l.m.ID) {
					l.at.in("dimensions").nth(i).in("indicators").nth(n).say("%s is not asked of firms that add %s: name %s in its models", s.Item, clip(l.m.ID), clip(l.m.ID))
				}
			}
		}
	}
}
