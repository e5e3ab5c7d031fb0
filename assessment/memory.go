package assessment

import (
	"hash/maphash"
	"sync/atomic"
)

// memory keeps what was found in sections lately. An interview looks at the
// same closed sections before each question, and most of that work is the same
// as before. It changes no answer: what it keeps is a function of its key.
type memory struct {
	seed  maphash.Seed
	slots [4096]atomic.Pointer[remembered]
}

// remembered is the choice in a section; item is nil when it is closed.
type remembered struct {
	key    string
	item   *Item
	reason ReasonKind
}

func newMemory() *memory { return &memory{seed: maphash.MakeSeed()} }

func (m *memory) slot(key string) *atomic.Pointer[remembered] {
	return &m.slots[maphash.String(m.seed, key)%uint64(len(m.slots))]
}

func (m *memory) recall(key string) *remembered {
	if r := m.slot(key).Load(); r != nil && r.key == key {
		return r
	}
	return nil
}

func (m *memory) keep(r *remembered) { m.slot(r.key).Store(r) }

// key names all that a choice in section d depends on.
func (s *sitting) key(d int, answers []int, held []bool) string {
	b := make([]byte, 0, 2*len(answers)+len(s.rule.ID)+2)
	b = append(append(b, s.rule.ID...), byte(d), byte(d>>8))
	for at, a := range answers {
		b = append(b, byte(a), byte(a>>8))
		if held[at] {
			b[len(b)-1] ^= 0x40 // answers are small: the bit is free
		}
	}
	return string(b)
}
