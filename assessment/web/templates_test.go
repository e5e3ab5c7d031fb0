package web

import (
	"testing"

	"github.com/jba/templatecheck"
)

// pageTypes pairs each page template with the value it is given.
var pageTypes = map[string]any{
	"home": homePage{}, "privacy": privacyPage{}, "method": methodPage{}, "profile": profilePage{}, "item": itemPage{},
	"overview": overviewPage{}, "progress": progressPage{}, "answers": answersPage{}, "result": resultPage{}, "roadmap": roadmapPage{}, "leave": leavePage{},
	"join": joinPage{}, "sheet": sheetPage{}, "people": peoplePage{},
	"resume": resumePage{}, "import": importPage{}, "delete": deletePage{}, "deleted": deletePage{}, "error": errorPage{}, "parts": partsPage{}, "reminder": stopPage{},
	"sign-in": signInPage{}, "account": accountPage{}, "invitation": invitationPage{}, "organisation": organisationPage{}, "organisations": organisationsPage{},
	"workshops": workshopsPage{}, "workshop-form": workshopFormPage{}, "workshop": workshopPage{}, "room": roomPage{}, "room-code": codePage{}, "wait": waitPage{}, "screen": screenPage{}, "paper-form": paperPage{}, "paper-entry": paperPage{}, "guide": guidePage{},
	"evidence": evidencePage{}, "exchange": exchangePage{}, "board": boardPage{}, "post": postPage{}, "own-post": ownPostPage{}, "firm-board": firmBoardPage{}, "advise": advisePage{}, "firms": firmsPage{}, "firm": firmPage{},
	"statistics": statisticsPage{}, "releases": releasesPage{}, "release": releasePage{}, "release-form": releaseFormPage{}, "table": tablePage{}, "clients": clientsPage{},
	"kept": keptPage{}, "platforms": platformsPage{}, "platform": platformPage{}, "platform-form": platformFormPage{},
}

func TestTemplatesFitTheirPages(t *testing.T) {
	sets, err := parseTemplates()
	if err != nil {
		t.Fatal(err)
	}
	if len(sets) != len(pageTypes) {
		t.Errorf("%d templates, %d page types", len(sets), len(pageTypes))
	}
	for name, page := range pageTypes {
		set, ok := sets["pages/"+name]
		if !ok {
			t.Errorf("no template for page %s", name)
			continue
		}
		if err := templatecheck.CheckHTML(set.Lookup("layout"), page); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
