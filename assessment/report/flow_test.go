package report

import (
	"fmt"
	"testing"
)

// pagesOf draws blocks and returns the page of each line that a test marks.
func pagesOf(t *testing.T, blocks ...Block) map[string]int {
	t.Helper()
	w, pages := *newWriter(t), map[string]int{}
	w.trace = func(page int, _, _, _, _ float64, line string) { pages[line] = page }
	draw(t, &w, nil, Document{Blocks: blocks})
	return pages
}

// filler takes n lines of a page.
func filler(n int) (blocks []Block) {
	for range n {
		blocks = append(blocks, Paragraph{Text: say("filler"), Style: Small})
	}
	return blocks
}

// TestHeadingsStayWithTheirContent: wherever a page ends, a heading and its
// introduction stand on the page where the list, table or picture begins, and
// no row of a table stands alone.
func TestHeadingsStayWithTheirContent(t *testing.T) {
	table := func(n int) Table {
		rows := Table{Columns: []Column{{Title: say("head"), Share: 1}}}
		for i := range n {
			rows.Rows = append(rows.Rows, []Text{say(fmt.Sprintf("row %d", i+1))})
		}
		return rows
	}
	for name, content := range map[string]Block{
		"bullet": Bullet{Text: say("row 1"), Note: say("row 2")}, "facts": Facts{{Label: say("row 1"), Values: []Text{say("row 2")}}},
		"link": Link{Title: say("row 1"), URL: "https://x.example/", Lines: []Text{say("row 2")}}, "small table": table(5), "long table": table(30),
	} {
		for lines := 30; lines < 50; lines++ {
			at := pagesOf(t, append(filler(lines), Heading{2, say("heading")}, Paragraph{Text: say("introduction"), Style: Warning}, content)...)
			if at["row 1"] != at["heading"] || at["row 1"] != at["introduction"] || at["row 1"] == 0 || name != "long table" && at["row 2"] != at["row 1"] {
				t.Errorf("%s after %d lines: %v", name, lines, at)
			}
			if at["row 30"] != at["row 29"] || name == "small table" && at["row 5"] != at["row 1"] {
				t.Errorf("%s after %d lines: a row stands alone: %v", name, lines, at)
			}
		}
	}
}

// TestPartsFlow: a part begins on the same page while more than a third of it
// is free.
func TestPartsFlow(t *testing.T) {
	at := func(lines int) int {
		return pagesOf(t, append(filler(lines), PartBreak{}, Heading{1, say("part")}, Paragraph{Text: say("text")})...)["part"]
	}
	if at(20) != 1 || at(40) != 2 || at(0) != 1 {
		t.Errorf("parts begin on pages %d, %d and %d", at(20), at(40), at(0))
	}
}
