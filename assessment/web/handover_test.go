package web

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"onramp/assessment"
	"onramp/assessment/service"
)

// handedOverBy reads who hands the firm's documents over: of the spreadsheet,
// and whether the PDF has a picture.
func (v *visitor) handedOverBy() (by string, picture bool) {
	v.t.Helper()
	sheet := must(excelize.OpenReader(strings.NewReader(v.get(v.home() + "/roadmap.xlsx").Text)))(v.t)
	defer sheet.Close()
	for _, row := range must(sheet.GetRows("About"))(v.t) {
		switch {
		case row[0] == english().T("takeaway.by_label"):
			by = row[1]
		case row[0] == "" && by != "" && !strings.Contains(by, "|"):
			by += " | " + row[1]
		case by != "":
			by += "|"
		}
	}
	pdf := v.get(v.home() + "/roadmap.pdf")
	pdf.is(v.t, 200)
	return strings.Trim(by, "| "), strings.Contains(pdf.Text, "/Subtype /Image")
}

// TestHandedOver: the operator's name, contact and logo stand on documents only
// if the operator wants that, and follow what the page of the organisation says.
func TestHandedOver(t *testing.T) {
	for _, wanted := range []bool{false, true} {
		s := newSite(t, func(c *Config) { c.Site.HandsOver = wanted })
		v := s.visitor().adopt("DE", 12, 0.5)
		is := func(want string, picture bool) {
			t.Helper()
			if !wanted {
				want, picture = "", false
			}
			if by, got := v.handedOverBy(); by != want || got != picture {
				t.Errorf("wanted %v: by %q, picture %v", wanted, by, got)
			}
		}
		s.organisation(assessment.Association, "Chamber of Bakers") // it has nothing to do with the firm
		is("", false)
		id := s.organisation(assessment.Operator, "Operators")
		is("Operators", false)
		save := func(o assessment.Organisation, logo []byte) {
			t.Helper()
			o.ID, o.Name = id, "Operators & Co"
			if err := s.web.Service.SaveOrganisation(t.Context(), service.Console, o); err != nil {
				t.Fatal(err)
			}
			if err := s.web.Service.SaveLogo(t.Context(), service.Console, id, logo); err != nil {
				t.Fatal(err)
			}
		}
		save(assessment.Organisation{Address: "https://operators.example"}, logoFile(t))
		is("Operators & Co | https://operators.example", true)
		save(assessment.Organisation{Address: "https://operators.example", Contact: "call us"}, nil)
		is("Operators & Co | call us", false)
	}
}

// TestTheHostHandsOver: documents of a firm that answered in a workshop carry
// the association that ran it, whatever the operator wants; once the workshop is
// gone, nobody's.
func TestTheHostHandsOver(t *testing.T) {
	s := newSite(t)
	room := s.workshopOf("pace", "free")
	v := room.phone()
	alone := s.visitor().adopt("DE", 12, 0.5)
	if by, picture := v.handedOverBy(); by != "Chamber of Bakers" || picture {
		t.Errorf("by %q, picture %v", by, picture)
	}
	if err := s.web.Service.SaveLogo(t.Context(), service.Console, s.organisation(assessment.Association, "Chamber of Bakers"), logoFile(t)); err != nil {
		t.Fatal(err)
	}
	if by, picture := v.handedOverBy(); by != "Chamber of Bakers" || !picture {
		t.Errorf("with a logo: by %q, picture %v", by, picture)
	}
	if by, picture := alone.handedOverBy(); by != "" || picture {
		t.Errorf("a firm that came alone: by %q, picture %v", by, picture)
	}
	if err := s.web.Service.DeleteWorkshop(t.Context(), s.account("fay@example.org"), room.id); err != nil {
		t.Fatal(err)
	}
	if by, picture := v.handedOverBy(); by != "" || picture {
		t.Errorf("after the workshop was deleted: by %q, picture %v", by, picture)
	}
}
