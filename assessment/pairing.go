package assessment

import (
	"math"
	"slices"
)

// pairUp matches n vertices so that as many as possible have a partner and,
// among all such matchings, the sum of weights is the greatest. weight is
// symmetric and positive where two may be partners, 0 where they may not, at
// most 1e9. It returns each vertex's partner, -1 for none.
//
// The method is Edmonds' weighted matching in general graphs (1965) with dual
// variables kept for vertices and blossoms, in O(n³) steps (Galil 1986): 500
// firms take about a second.
func pairUp(n int, weight func(i, j int) int64) []int {
	m := newMatcher(n, weight)
	for m.grow() {
	}
	partners := make([]int, n)
	for i := range partners {
		partners[i] = m.mate[i+1] - 1
	}
	return partners
}

// link is an edge between two vertices. Twice the weight is compared with the
// sum of duals, which keeps everything whole.
type link struct {
	from, to int
	weight   int64
}

// label says how a blossom was reached from the unmatched ones.
type label int8

const (
	unreached label = iota
	outer           // over a path of even length: it may look further
	inner           // over a path of odd length
)

// matcher holds vertices 1 to n and blossoms n+1 to last; 0 is nobody. A vertex
// counts as a blossom of its own.
type matcher struct {
	n, last int
	links   [][]link // the tightest edge between two blossoms
	dual    []int64
	mate    []int   // the vertex a blossom is matched to
	top     []int   // the outermost blossom of each, 0 when it is not in use
	parts   [][]int // of a blossom, around its cycle from its base
	holds   [][]int // holds[b][v]: the part of b that vertex v is in
	label   []label
	parent  []int // the vertex an inner blossom was reached from
	nearest []int // the outer vertex with the tightest edge to a blossom
	seen    []int // turn in which a search passed it
	turn    int
	queue   []int // outer vertices to look from
}

func newMatcher(n int, weight func(i, j int) int64) *matcher {
	size := n + n/2 + 2
	m := &matcher{n: n, last: n, dual: make([]int64, size), mate: make([]int, size), top: make([]int, size), parts: make([][]int, size),
		label: make([]label, size), parent: make([]int, size), nearest: make([]int, size), seen: make([]int, size)}
	var most int64
	for i := range n {
		for j := range i {
			most = max(most, weight(i, j))
		}
	}
	// One more pair outweighs any choice among pairs.
	bonus := most*int64(n) + 1
	for v := range size {
		m.links, m.holds = append(m.links, make([]link, size)), append(m.holds, make([]int, n+1))
		for u := range size {
			m.links[v][u] = link{from: v, to: u}
			if v >= 1 && u >= 1 && v <= n && u <= n && v != u {
				if w := weight(v-1, u-1); w > 0 {
					m.links[v][u].weight = w + bonus
				}
			}
		}
		if v >= 1 && v <= n {
			m.top[v], m.holds[v][v], m.dual[v] = v, v, most+bonus
		}
	}
	return m
}

// slack is how far an edge is from being usable.
func (m *matcher) slack(l link) int64 {
	return m.dual[l.from] + m.dual[l.to] - 2*m.links[l.from][l.to].weight
}

// near notes that the outer vertex u has an edge to blossom b.
func (m *matcher) near(u, b int) {
	if m.nearest[b] == 0 || m.slack(m.links[u][b]) < m.slack(m.links[m.nearest[b]][b]) {
		m.nearest[b] = u
	}
}

// findNearest looks for the outer vertex with the tightest edge to b.
func (m *matcher) findNearest(b int) {
	m.nearest[b] = 0
	for u := 1; u <= m.n; u++ {
		if m.links[u][b].weight > 0 && m.top[u] != b && m.label[m.top[u]] == outer {
			m.near(u, b)
		}
	}
}

// enqueue lets all vertices of a blossom look further.
func (m *matcher) enqueue(b int) {
	if b <= m.n {
		m.queue = append(m.queue, b)
		return
	}
	for _, part := range m.parts[b] {
		m.enqueue(part)
	}
}

func (m *matcher) setTop(b, top int) {
	m.top[b] = top
	if b > m.n {
		for _, part := range m.parts[b] {
			m.setTop(part, top)
		}
	}
}

// evenWay is the place of a part of b on the side of the cycle from which it
// is an even number of steps from the base; it turns the cycle if it must.
func (m *matcher) evenWay(b, part int) int {
	at := slices.Index(m.parts[b], part)
	if at%2 == 1 {
		slices.Reverse(m.parts[b][1:])
		return len(m.parts[b]) - at
	}
	return at
}

// match matches blossom b over its edge to blossom c, moving its base to where
// that edge begins.
func (m *matcher) match(b, c int) {
	l := m.links[b][c]
	m.mate[b] = l.to
	if b <= m.n {
		return
	}
	part := m.holds[b][l.from]
	at := m.evenWay(b, part)
	for i := range at {
		m.match(m.parts[b][i], m.parts[b][i^1])
	}
	m.match(part, c)
	m.parts[b] = append(slices.Clone(m.parts[b][at:]), m.parts[b][:at]...)
}

// flip changes the matching along the way from b back to an unmatched blossom,
// after matching b to c.
func (m *matcher) flip(b, c int) {
	for {
		before := m.top[m.mate[b]]
		m.match(b, c)
		if before == 0 {
			return
		}
		m.match(before, m.top[m.parent[before]])
		b, c = m.top[m.parent[before]], before
	}
}

// meeting is the outer blossom where the ways back from b and c meet, 0 when
// they lead to different unmatched ones.
func (m *matcher) meeting(b, c int) int {
	m.turn++
	for b != 0 || c != 0 {
		if b != 0 {
			if m.seen[b] == m.turn {
				return b
			}
			m.seen[b] = m.turn
			if b = m.top[m.mate[b]]; b != 0 {
				b = m.top[m.parent[b]]
			}
		}
		b, c = c, b
	}
	return 0
}

// shrink makes a blossom of the ways from b and c back to where they meet.
func (m *matcher) shrink(b, base, c int) {
	fresh := m.n + 1
	for fresh <= m.last && m.top[fresh] != 0 {
		fresh++
	}
	m.last = max(m.last, fresh)
	m.dual[fresh], m.label[fresh], m.mate[fresh] = 0, outer, m.mate[base]
	parts := append(m.way(b, base), base)
	slices.Reverse(parts)
	m.parts[fresh] = append(parts, m.way(c, base)...)
	m.setTop(fresh, fresh)
	for x := 1; x <= m.last; x++ {
		m.links[fresh][x].weight, m.links[x][fresh].weight = 0, 0
	}
	clear(m.holds[fresh])
	for _, part := range m.parts[fresh] {
		for x := 1; x <= m.last; x++ {
			if m.links[part][x].weight > 0 && (m.links[fresh][x].weight == 0 || m.slack(m.links[part][x]) < m.slack(m.links[fresh][x])) {
				m.links[fresh][x], m.links[x][fresh] = m.links[part][x], m.links[x][part]
			}
		}
		for v := 1; v <= m.n; v++ {
			if m.holds[part][v] != 0 {
				m.holds[fresh][v] = part
			}
		}
	}
	m.findNearest(fresh)
}

// way lists the blossoms from b back to base, without base; inner ones among
// them become outer.
func (m *matcher) way(b, base int) []int {
	var way []int
	for b != base {
		other := m.top[m.mate[b]]
		way = append(way, b, other)
		m.enqueue(other)
		b = m.top[m.parent[other]]
	}
	return way
}

// open takes an inner blossom apart; the parts on the way through it stay
// reached.
func (m *matcher) open(b int) {
	for _, part := range m.parts[b] {
		m.setTop(part, part)
	}
	entry := m.holds[b][m.links[b][m.parent[b]].from]
	at := m.evenWay(b, entry)
	for i := 0; i < at; i += 2 {
		in, out := m.parts[b][i], m.parts[b][i+1]
		m.parent[in] = m.links[out][in].from
		m.label[in], m.label[out] = inner, outer
		m.nearest[in] = 0
		m.findNearest(out)
		m.enqueue(out)
	}
	m.label[entry], m.parent[entry] = inner, m.parent[b]
	for _, part := range m.parts[b][at+1:] {
		m.label[part] = unreached
		m.findNearest(part)
	}
	m.top[b] = 0
}

// use follows an edge without slack from an outer blossom; true when the
// matching has grown by it.
func (m *matcher) use(l link) bool {
	b, c := m.top[l.from], m.top[l.to]
	switch m.label[c] {
	case unreached:
		m.parent[c], m.label[c] = l.from, inner
		next := m.top[m.mate[c]]
		m.nearest[c], m.nearest[next] = 0, 0
		m.label[next] = outer
		m.enqueue(next)
	case outer:
		base := m.meeting(b, c)
		if base == 0 {
			m.flip(b, c)
			m.flip(c, b)
			return true
		}
		m.shrink(b, base, c)
	}
	return false
}

// grow finds one more pair; false when there is none to find.
func (m *matcher) grow() bool {
	m.queue = m.queue[:0]
	for b := 1; b <= m.last; b++ {
		m.label[b], m.nearest[b] = unreached, 0
		if m.top[b] == b && m.mate[b] == 0 {
			m.parent[b], m.label[b] = 0, outer
			m.enqueue(b)
		}
	}
	if len(m.queue) == 0 {
		return false
	}
	for {
		if m.search() {
			return true
		}
		if !m.relax() {
			return false
		}
		for b := 1; b <= m.last; b++ {
			u := m.nearest[b]
			if m.top[b] == b && u != 0 && m.top[u] != b && m.slack(m.links[u][b]) == 0 && m.use(m.links[u][b]) {
				return true
			}
		}
		for b := m.n + 1; b <= m.last; b++ {
			if m.top[b] == b && m.label[b] == inner && m.dual[b] == 0 {
				m.open(b)
			}
		}
	}
}

// search follows every edge without slack from the queue.
func (m *matcher) search() bool {
	for len(m.queue) > 0 {
		u := m.queue[0]
		m.queue = m.queue[1:]
		if m.label[m.top[u]] == inner {
			continue
		}
		for v := 1; v <= m.n; v++ {
			if m.links[u][v].weight == 0 || m.top[u] == m.top[v] {
				continue
			}
			if m.slack(m.links[u][v]) > 0 {
				m.near(u, m.top[v])
			} else if m.use(m.links[u][v]) {
				return true
			}
		}
	}
	m.queue = m.queue[:0]
	return false
}

// relax changes the duals until an edge becomes usable or a blossom can be
// opened; false when an unmatched vertex has nothing left to gain.
func (m *matcher) relax() bool {
	var step int64 = math.MaxInt64
	for b := 1; b <= m.last; b++ {
		if m.top[b] != b {
			continue
		}
		if b > m.n && m.label[b] == inner {
			step = min(step, m.dual[b]/2)
		}
		if u := m.nearest[b]; u != 0 {
			switch slack := m.slack(m.links[u][b]); m.label[b] {
			case unreached:
				step = min(step, slack)
			case outer:
				step = min(step, slack/2)
			}
		}
	}
	for v := 1; v <= m.n; v++ {
		switch m.label[m.top[v]] {
		case outer:
			if m.dual[v] <= step {
				return false
			}
			m.dual[v] -= step
		case inner:
			m.dual[v] += step
		}
	}
	for b := m.n + 1; b <= m.last; b++ {
		if m.top[b] != b {
			continue
		}
		switch m.label[b] {
		case outer:
			m.dual[b] += 2 * step
		case inner:
			m.dual[b] -= 2 * step
		}
	}
	return true
}
