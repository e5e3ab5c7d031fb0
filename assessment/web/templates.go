package web

import (
	"embed"
	"html/template"
	"io/fs"
	"strings"
)

//go:embed templates/*/*.html
var templateFiles embed.FS

// parseTemplates returns one set a page: the layout, all parts and the page.
func parseTemplates() (map[string]*template.Template, error) {
	base, err := template.ParseFS(templateFiles, "templates/layout/*.html", "templates/parts/*.html")
	if err != nil {
		return nil, err
	}
	pages, err := fs.Glob(templateFiles, "templates/pages/*.html")
	if err != nil {
		return nil, err
	}
	sets := map[string]*template.Template{}
	for _, file := range pages {
		set, err := base.Clone()
		if err != nil {
			return nil, err
		}
		if set, err = set.ParseFS(templateFiles, file); err != nil {
			return nil, err
		}
		sets["pages/"+strings.TrimSuffix(strings.TrimPrefix(file, "templates/pages/"), ".html")] = set
	}
	return sets, nil
}
