package irtest

import (
	"fmt"
	"math/rand/v2"

	"npugen/hdl/ir"
)

// RandomResets is a few registers whose resets, mostly asynchronous, are bits of
// each other, of themselves and of inputs, alone or in the cells of a grid. Most
// resets change others, and many themselves. Some registers are read by nothing.
func RandomResets(r *rand.Rand) *ir.Design {
	leaf := randomResets("leaf", r)
	if r.IntN(3) != 0 {
		return Design(leaf)
	}
	return Design(leaf, randomGrid("top", leaf, r))
}

func randomResets(name string, r *rand.Rand) M {
	m := New(name)
	clocks := []*ir.Signal{m.Clock("ck"), m.Clock("ck2")}
	p := &pool{r: r}
	for i := range 2 {
		p.nodes = append(p.nodes, Ref(m.In(fmt.Sprintf("i%d", i), U(1))))
	}
	unread := r.IntN(3)
	var regs []*ir.Signal
	for i := range 2 + unread + r.IntN(5) {
		s := m.Reg(fmt.Sprintf("r%d", i), U([]int{1, 1, 1, 3, 70}[r.IntN(5)]), clocks[r.IntN(2)])
		regs = append(regs, s)
		if i >= unread {
			p.nodes = append(p.nodes, Ref(s))
		}
	}
	for _, s := range regs {
		s.Drive[0] = p.fit(s.Type.Width, false)
		if r.IntN(4) == 0 {
			s.Drive[0] = K(r.Uint64N(2), s.Type.Width)
		}
		if r.IntN(5) == 0 {
			continue
		}
		s.Reset, s.Async = p.reset(), r.IntN(5) != 0
		s.Init = regInit(s, r.Int64N(4))
	}
	for i := range 2 {
		m.Out(fmt.Sprintf("o%d", i), U(1), p.fit(1, false))
	}
	for i, s := range m.Signals { // grids may feed an output to an input at once
		if s.Kind == ir.Output {
			q := m.Reg(fmt.Sprintf("q%d", i), U(1), clocks[0])
			q.Drive[0], s.Drive[0] = s.Drive[0], Ref(q)
		}
	}
	return m
}

// reset is a bit, or one of two operators on bits.
func (p *pool) reset() *ir.Node {
	bit := p.fit(1, false)
	switch p.r.IntN(6) {
	case 0:
		return N(ir.OpNot, bit)
	case 1:
		return N(ir.OpAnd, bit, p.fit(1, false))
	}
	return bit
}
