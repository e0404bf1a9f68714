package engine

// Shadow is what some values were when they were last looked at.
type Shadow struct {
	words []uint64
	at    []int32  // where each value begins in words, and the end
	fresh []uint64 // a bit for each value: it differed at the last look
}

// NewShadow is a shadow of values with the given numbers of words.
func NewShadow(locs []Loc) *Shadow {
	s := &Shadow{at: make([]int32, 1, len(locs)+1), fresh: make([]uint64, (len(locs)+63)/64)}
	for _, l := range locs {
		s.at = append(s.at, s.at[len(s.at)-1]+int32(l.Words))
	}
	s.words = make([]uint64, s.at[len(locs)])
	return s
}

// Words is value i.
func (s *Shadow) Words(i int) []uint64 { return s.words[s.at[i]:s.at[i+1]] }

// Clear begins a look.
func (s *Shadow) Clear() { clear(s.fresh) }

// Fresh has a bit for each value that has changed since Clear.
func (s *Shadow) Fresh() []uint64 { return s.fresh }

// Put compares word k of value i, and keeps it.
func (s *Shadow) Put(i, k int, v uint64) {
	if w := &s.words[int(s.at[i])+k]; *w != v {
		*w = v
		s.fresh[i/64] |= 1 << (i % 64)
	}
}

// Probe is many values that are looked at together.
type Probe struct {
	*Shadow
	e    *Engine
	locs []Loc
}

// Probe prepares to look at signals.
func (e *Engine) Probe(locs []Loc) *Probe { return &Probe{NewShadow(locs), e, locs} }

// Look takes the present values, after Settle. It returns a bit for each value
// that has changed.
func (w *Probe) Look() []uint64 {
	w.Clear()
	for i, l := range w.locs {
		for k := range l.Words {
			w.Put(i, k, w.e.st[int(l.off)+k])
		}
	}
	return w.Fresh()
}

// One is Look for value i alone.
func (w *Probe) One(i int) bool {
	old := w.Words(i)[0]
	w.Put(i, 0, w.e.Load1(w.locs[i]))
	return w.Words(i)[0] != old
}
