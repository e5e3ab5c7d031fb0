package chart

import (
	"strings"
	"unicode"
)

const (
	// lineHeight is the distance of two lines of text, and ascent that from the
	// top of a line to its baseline, in font sizes.
	lineHeight = 1.25
	ascent     = 0.95
	// descent is how far letters hang below the baseline, in font sizes.
	descent = 0.25
	// margin makes up for fonts wider than the one measured.
	margin = 1.06
	// maxRunes is the longest label looked at; what follows is cut.
	maxRunes = 160
)

// asciiWidths are the advances of Noto Sans from space to tilde, in
// thousandths of the font size.
var asciiWidths = [95]int{
	260, 269, 408, 646, 572, 831, 732, 225, 300, 300, 551, 572, 268, 322, 268, 372,
	572, 572, 572, 572, 572, 572, 572, 572, 572, 572, 268, 268, 572, 572, 572, 434,
	899, 639, 650, 632, 730, 556, 519, 728, 741, 339, 273, 619, 524, 907, 760, 781,
	605, 781, 622, 549, 556, 731, 600, 930, 586, 566, 572, 329, 372, 329, 572, 444,
	281, 561, 615, 480, 615, 564, 344, 615, 618, 258, 258, 534, 258, 935, 618, 605,
	615, 615, 413, 479, 361, 618, 508, 786, 529, 510, 470, 380, 551, 380, 572,
}

// textWidth estimates how wide text is in points.
func textWidth(text string, size float64, bold bool) float64 {
	sum := 0
	for _, r := range text {
		sum += runeWidth(r)
	}
	width := float64(sum) / 1000 * size * margin
	if bold {
		width *= 1.06
	}
	return width
}

// runeWidth estimates an advance in thousandths of the font size, outside ASCII
// by the average of the script.
func runeWidth(r rune) int {
	switch {
	case r >= ' ' && r <= '~':
		return asciiWidths[r-' ']
	case wide(r) || r == '—' || r == '…':
		return 1000
	case joins(r):
		return 0
	case r < 0x0590 && unicode.IsUpper(r):
		return 720
	case r < 0x2000:
		return 610
	}
	return 650
}

// joins reports whether a rune takes no room of its own, as accents do.
func joins(r rune) bool {
	return r >= 0x300 && unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf)
}

// wide reports whether a rune is of a script written in squares without spaces,
// or a picture.
func wide(r rune) bool {
	return r >= 0x2E80 && r <= 0xD7FF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFF00 && r <= 0xFFEF || r >= 0x1F000
}

// clean makes a label safe to measure: one line, no control characters, not
// longer than maxRunes.
func clean(text string) string {
	const enough = 8 * maxRunes // bytes
	if len(text) > enough {
		text = text[:enough]
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > maxRunes {
		text = string(runes[:maxRunes]) + "…"
	}
	return text
}

// wrap breaks a clean text into at most most lines of at most width points, as
// even as they can be. It reports false when a word was broken or the text cut.
// Without room for a letter there are no lines.
func wrap(text string, width, size float64, bold bool, most int) ([]string, bool) {
	if text == "" {
		return nil, true
	}
	if !(width >= size) || most < 1 {
		return nil, false
	}
	words := pieces(text)
	lines, whole := fill(words, width, size, bold)
	if len(lines) > most {
		last := shorten(lines[most-1]+"…", width, size, bold)
		if lines = lines[:most-1]; last != "" {
			lines = append(lines, last)
		}
		return lines, false
	}
	if !whole || len(lines) < 2 {
		return lines, whole
	}
	low, high := width/float64(len(lines)+1), width
	for range 6 {
		middle := (low + high) / 2
		if tighter, whole := fill(words, middle, size, bold); whole && len(tighter) == len(lines) {
			lines, high = tighter, middle
		} else {
			low = middle
		}
	}
	return lines, true
}

// pieces splits text where a line may end: after a space, a hyphen or a slash,
// and around square letters. A piece keeps the space that follows it.
func pieces(text string) []string {
	var all []string
	runes := []rune(text)
	from := 0
	for i, r := range runes {
		if i+1 == len(runes) {
			break
		}
		next := runes[i+1]
		square := (wide(r) || wide(next)) && next != ' ' && !joins(next) && !unicode.IsPunct(next)
		if r == ' ' || square || (r == '-' || r == '/' || r == '–') && unicode.IsLetter(next) {
			all = append(all, string(runes[from:i+1]))
			from = i + 1
		}
	}
	return append(all, string(runes[from:]))
}

// fill puts as many pieces on each line as fit. It reports false when a piece
// had to be broken.
func fill(words []string, width, size float64, bold bool) (lines []string, whole bool) {
	whole = true
	line, used := "", 0.0
	for _, word := range words {
		bare := textWidth(strings.TrimRight(word, " "), size, bold)
		if line != "" && used+bare > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line, used = "", 0
		}
		for line == "" && bare > width {
			whole = false
			head := headOf(word, width, size, bold)
			if head == word {
				break
			}
			lines = append(lines, head)
			word = word[len(head):]
			bare = textWidth(strings.TrimRight(word, " "), size, bold)
		}
		line += word
		used += textWidth(word, size, bold)
	}
	if line = strings.TrimRight(line, " "); line != "" {
		lines = append(lines, line)
	}
	return lines, whole
}

// headOf returns as much of the start of text as fits, at least one letter with
// its accents.
func headOf(text string, width, size float64, bold bool) string {
	used := 0.0
	for i, r := range text {
		used += textWidth(string(r), size, bold)
		if i > 0 && !joins(r) && used > width {
			return text[:i]
		}
	}
	return text
}

// shorten cuts text to the width and ends it with an ellipsis if it was longer.
func shorten(text string, width, size float64, bold bool) string {
	if textWidth(text, size, bold) <= width {
		return text
	}
	room := width - textWidth("…", size, bold)
	if room < 0 {
		return ""
	}
	head := headOf(strings.TrimSuffix(text, "…"), room, size, bold)
	if textWidth(head, size, bold) > room {
		return ""
	}
	return strings.TrimRight(head, " ,;:-–/") + "…"
}

// writeLines writes a block of lines whose top is y.
func writeLines(c Canvas, x, y float64, anchor Anchor, lines []string, style Style) {
	for i, line := range lines {
		c.Text(Point{x, y + style.Size*(ascent+lineHeight*float64(i))}, anchor, line, style)
	}
}
