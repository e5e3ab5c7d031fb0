package web

import (
	"embed"
	"html/template"
	"io/fs"
	"strings"
	"sync"
)

//go:embed templates/*/*.html
var templateFiles embed.FS

// templateSets are the sets of all pages: the layout, all parts and the page. A
// set is made when its page is first shown, since making all takes longer than
// the rest of a start; tests make each.
type templateSets struct {
	base *template.Template
	mu   sync.Mutex
	made map[string]*template.Template
}

func newTemplates() (*templateSets, error) {
	base, err := template.ParseFS(templateFiles, "templates/layout/*.html", "templates/parts/*.html")
	return &templateSets{base: base, made: map[string]*template.Template{}}, err
}

// set returns the set of a page, such as pages/home.
func (t *templateSets) set(name string) (*template.Template, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if set := t.made[name]; set != nil {
		return set, nil
	}
	set, err := t.base.Clone()
	if err != nil {
		return nil, err
	}
	if set, err = set.ParseFS(templateFiles, "templates/"+name+".html"); err != nil {
		return nil, err
	}
	t.made[name] = set
	return set, nil
}

// parseTemplates makes the sets of all pages.
func parseTemplates() (map[string]*template.Template, error) {
	t, err := newTemplates()
	if err != nil {
		return nil, err
	}
	pages, err := fs.Glob(templateFiles, "templates/pages/*.html")
	if err != nil {
		return nil, err
	}
	for _, file := range pages {
		if _, err := t.set(strings.TrimSuffix(strings.TrimPrefix(file, "templates/"), ".html")); err != nil {
			return nil, err
		}
	}
	return t.made, nil
}
