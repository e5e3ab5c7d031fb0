package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// browser reads pages and sends their forms, as a browser without scripts does.
type browser struct {
	client *http.Client
}

func newBrowser() *browser {
	jar, _ := cookiejar.New(nil) // fails never without options
	return &browser{&http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 1}}}
}

func (b *browser) close() { b.client.CloseIdleConnections() }

// webPage is a page with what a visitor can do on it.
type webPage struct {
	at     *url.URL // after all redirects
	status int
	head   http.Header
	text   string
	forms  []webForm
	links  []string
	live   liveView
}

// liveView is the part of a page that asks whether it still holds.
type liveView struct{ address, tag, leads string }

type webForm struct {
	action string
	fields []webField
}

type webField struct {
	name, value, kind string
	checked           bool
}

// form returns the first form whose action has the part, nil when there is
// none.
func (p *webPage) form(part string) *webForm {
	for i := range p.forms {
		if strings.Contains(p.forms[i].action, part) {
			return &p.forms[i]
		}
	}
	return nil
}

// values are what a browser would send if the visitor changed nothing and
// pressed a button without a name.
func (f *webForm) values() url.Values {
	v := url.Values{}
	for _, field := range f.fields {
		switch field.kind {
		case "button":
		case "radio", "checkbox":
			if field.checked {
				v.Add(field.name, field.value)
			}
		default:
			v.Add(field.name, field.value)
		}
	}
	return v
}

// choices are the fields of a name that can be ticked.
func (f *webForm) choices(name string) (all []webField) {
	for _, field := range f.fields {
		if field.name == name && (field.kind == "radio" || field.kind == "checkbox") {
			all = append(all, field)
		}
	}
	return all
}

func (b *browser) get(ctx context.Context, address string) (*webPage, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return b.do(request)
}

func (b *browser) post(ctx context.Context, address string, form url.Values) (*webPage, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(request)
}

// ask asks a live part with the tag of what is shown.
func (b *browser) ask(ctx context.Context, address, tag string) (*webPage, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("If-None-Match", tag)
	return b.do(request)
}

func (b *browser) do(request *http.Request) (*webPage, error) {
	answer, err := b.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode >= 500 || answer.StatusCode == http.StatusTooManyRequests {
		return nil, fmt.Errorf("%s %s: %s", request.Method, request.URL.Path, answer.Status)
	}
	p := &webPage{at: answer.Request.URL, status: answer.StatusCode, head: answer.Header, text: string(text)}
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		p.read()
	}
	return p, nil
}

// read finds forms, links and the live part.
func (p *webPage) read() {
	var form *webForm
	z := html.NewTokenizer(strings.NewReader(p.text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.EndTagToken:
			if t := z.Token(); t.Data == "form" {
				form = nil
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			at := attributes(t)
			if live := at["data-live"]; live != "" {
				p.live = liveView{live, at["data-tag"], at["data-go"]}
			}
			switch t.Data {
			case "a":
				p.links = append(p.links, at["href"])
			case "form":
				p.forms = append(p.forms, webForm{action: at["action"]})
				form = &p.forms[len(p.forms)-1]
			case "input", "button", "select", "textarea":
				if form == nil || at["name"] == "" {
					continue
				}
				kind := at["type"]
				if t.Data == "button" {
					kind = "button"
				}
				_, checked := at["checked"]
				form.fields = append(form.fields, webField{at["name"], at["value"], kind, checked})
			}
		}
	}
}

func attributes(t html.Token) map[string]string {
	all := map[string]string{}
	for _, a := range t.Attr {
		all[a.Key] = a.Val
	}
	return all
}
