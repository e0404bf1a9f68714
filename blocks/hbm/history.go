package hbm

import "npugen/hdl"

// history is what a vector was in the frames before this one: a timer for all
// its bits that costs one register a frame and no counters.
type history struct {
	m    *hdl.Module
	step hdl.Bool
	name string
	now  *hdl.Var[hdl.UInt]
	past []hdl.UInt // past[0] is one frame ago
}

// newHistory follows a vector that Set drives with this frame's value.
func newHistory(m *hdl.Module, step hdl.Bool, name string, width int) *history {
	return &history{m: m, step: step, name: name, now: hdl.Wire(m, name, hdl.UIntT(width))}
}

// ago is the value n frames ago, n at least 1.
func (h *history) ago(n int) hdl.UInt {
	for len(h.past) < n {
		from := h.now.Get()
		if k := len(h.past); k > 0 {
			from = h.past[k-1]
		}
		r := hdl.RegInit(h.m, hdl.N(h.name+"_ago", len(h.past)+1), hdl.U(0, from.Width()))
		h.m.When(h.step, func() { r.D(from) })
		h.past = append(h.past, r.Q())
	}
	return h.past[n-1]
}

// within is the bits that were up in any of the n-1 frames before this one:
// those for which a distance of n frames has not passed.
func (h *history) within(n int) hdl.UInt {
	if n <= 1 {
		return hdl.U(0, h.now.Get().Width())
	}
	var all []hdl.UInt
	for k := 1; k < n; k++ {
		all = append(all, h.ago(k))
	}
	return orAll(all...)
}
