package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"onramp/assessment"
)

// BenchmarkAnswer is the round trip of an answer without the network: form sent
// as htmx sends it, durable commit, next question written. Firms are made
// beforehand and each answers until it is done.
func BenchmarkAnswer(b *testing.B) {
	s := newSite(b)
	type firm struct{ id, token, item string }
	firms := make(chan firm, b.N/20+64)
	for range cap(firms) {
		id, token, err := s.web.Service.Start(b.Context(), "nir-sme", assessment.Profile{Country: "DE", Language: "en", Sector: "C", Employees: 12, Goals: []string{"cut-cost"}}, assessment.Quick, false)
		if err != nil {
			b.Fatal(err)
		}
		in, err := s.web.Service.Interview(b.Context(), id, token)
		if err != nil {
			b.Fatal(err)
		}
		next, _ := in.Next()
		firms <- firm{id, token, next.Item.ID}
	}
	q := must(ours())(b).Questionnaires[0]
	handler := s.web.Handler()
	var turn atomic.Int64
	b.ResetTimer()
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		var f firm
		for pb.Next() {
			if f.item == "" {
				f = <-firms
			}
			form := answerOf(q.Item(f.item), int(turn.Add(1)))
			r := httptest.NewRequest(http.MethodPost, "/assessments/"+f.id+"/items/"+f.item, strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("HX-Request", "true")
			r.AddCookie(&http.Cookie{Name: keyCookie, Value: f.token})
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			to := w.Header().Get("HX-Push-Url")
			if w.Code >= 400 {
				b.Fatalf("%s: %d", f.item, w.Code)
			}
			f.item = to[strings.LastIndex(to, "/")+1:]
		}
	})
}

// answerOf is some answer that fits an item.
func answerOf(it *assessment.Item, n int) url.Values {
	if len(it.Options) > 0 && it.Kind == assessment.Checklist {
		return url.Values{"options": {it.Options[n%len(it.Options)].ID}}
	}
	return url.Values{"value": {[]string{"0", "1"}[n%2]}}
}

// BenchmarkPages are the pages that an owner asks for most, of a firm that has
// answered everything and of one half way, in processor time.
func BenchmarkPages(b *testing.B) {
	s := newSite(b)
	q := must(ours())(b).Questionnaires[0]
	id, token, err := s.web.Service.Start(b.Context(), "nir-sme", assessment.Profile{Country: "DE", Language: "en", Sector: "C", Employees: 12, Goals: []string{"cut-cost"}}, assessment.Standard, false)
	if err != nil {
		b.Fatal(err)
	}
	in, err := s.web.Service.Interview(b.Context(), id, token)
	if err != nil {
		b.Fatal(err)
	}
	measure := func(page string) {
		b.Run(page, func(b *testing.B) {
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, "/assessments/"+id+"/"+page, nil)
				r.AddCookie(&http.Cookie{Name: keyCookie, Value: token})
				w := httptest.NewRecorder()
				s.web.Handler().ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
	for n := 0; ; n++ {
		question, more := in.Next()
		if !more {
			break
		}
		if n == 15 {
			measure("items/" + question.Item.ID)
		}
		r, err := typedForm(answerOf(q.Item(question.Item.ID), n)).response(question.Item)
		if err != nil {
			b.Fatal(err)
		}
		if in, err = s.web.Service.Answer(b.Context(), id, token, question.Item.ID, r, ""); err != nil {
			b.Fatal(err)
		}
	}
	measure("result")
	measure("roadmap")
}

func typedForm(v url.Values) answerForm {
	return answerForm{Value: v.Get("value"), Options: v["options"]}
}
