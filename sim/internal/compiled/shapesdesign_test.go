package compiled

import (
	"fmt"
	"math/big"
	"math/rand/v2"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// shapesDesign is a random design that is mostly registers of the top module: they
// move, swap and shift, many share an enable or a reset, which is often a register
// too, and memories, assertions and the edges of a grid read them directly.
func shapesDesign(r *rand.Rand) *ir.Design {
	b := shapesBuilder{shapes: shapes{r: r}, m: irtest.New("top")}
	b.clocks = []*ir.Signal{b.m.Clock("ck")}
	if r.IntN(3) == 0 {
		b.clocks = append(b.clocks, b.m.Clock("ck2"))
	}
	b.inputs()
	b.registers()
	b.tables()
	b.grow(4 + r.IntN(20))
	modules := []irtest.M{b.m}
	if r.IntN(3) == 0 {
		cell := shapesCell(r)
		b.grid(cell)
		modules = []irtest.M{cell, b.m}
	}
	b.grow(r.IntN(20))
	if r.IntN(2) == 0 {
		b.memory()
	}
	b.grow(4 + r.IntN(30))
	b.drive()
	b.resets()
	b.assertions()
	for i := range 3 {
		x := pick(r, b.nodes)
		b.m.Out(fmt.Sprintf("o%d", i), ir.Type{Width: x.Width, Bool: x.Bool}, x)
	}
	return irtest.Design(modules...)
}

// shapesBuilder adds parts to the top module.
type shapesBuilder struct {
	shapes
	m      irtest.M
	clocks []*ir.Signal
	ins    []*ir.Node   // the first two are bits
	state  []*ir.Signal // registers, the first four bits
}

func (b *shapesBuilder) clock() *ir.Signal { return pick(b.r, b.clocks) }

func (b *shapesBuilder) inputs() {
	for i := range 2 + b.r.IntN(5) {
		w := 1
		if i >= 2 {
			w = b.width()
		}
		b.ins = append(b.ins, irtest.Ref(b.m.In(fmt.Sprintf("i%d", i), irtest.U(w))))
	}
	b.nodes = append(b.nodes, b.ins...)
}

// registers declares registers, some of them vectors. Hardly anything but declared
// resets reads the first, as where a reset is synchronized.
func (b *shapesBuilder) registers() {
	for i := range 6 + b.r.IntN(40) {
		w := 1
		if i >= 4 {
			w = b.width()
		}
		s := b.m.Reg(fmt.Sprintf("r%d", i), irtest.U(w), b.clock())
		if b.r.IntN(5) == 0 {
			s.Count, s.Vec = 2+b.r.IntN(4), true
			s.Drive = make([]*ir.Node, s.Count)
		}
		b.state = append(b.state, s)
		if i > 0 {
			b.regs = append(b.regs, elements(s)...)
		}
	}
	b.nodes = append(b.nodes, b.regs...)
}

// elements is all elements of a signal.
func elements(s *ir.Signal) (list []*ir.Node) {
	for e := range s.Count {
		list = append(list, irtest.RefAt(s, e))
	}
	return list
}

// tables look up elements of vectors.
func (b *shapesBuilder) tables() {
	for _, s := range b.state {
		if s.Count > 1 && b.r.IntN(2) == 0 {
			args := append([]*ir.Node{b.any(1 + b.r.IntN(4))}, elements(s)...)
			b.nodes = append(b.nodes, irtest.N(ir.OpIndex, args...))
		}
	}
}

// grid is fed at its edges, and as a whole, by registers.
func (b *shapesBuilder) grid(cell irtest.M) {
	g := ir.Grid{Rows: 1 + b.r.IntN(3), Base: 1 + b.r.IntN(4)}
	outs := map[string]*ir.Signal{}
	for _, s := range cell.Signals {
		if s.Kind == ir.Output {
			outs[s.Name] = s
		}
	}
	var west, north []*ir.Node
	for range g.Rows {
		west = append(west, b.reg(8))
	}
	for range g.Cols() {
		north = append(north, b.reg(16))
	}
	nets := b.m.Inst("u", irtest.Design(cell).Top, &g,
		irtest.All(irtest.Ref(b.clocks[0])), irtest.All(irtest.Ref(b.clocks[len(b.clocks)-1])),
		irtest.From(ir.ConnWest, outs["east"], west...), irtest.From(ir.ConnNorth, outs["south"], north...),
		irtest.All(b.reg(32)), irtest.All(b.reg(1)))
	b.nodes = append(b.nodes, elements(nets["east"])...)
	b.nodes = append(b.nodes, elements(nets["south"])...)
}

// memory is written and read with what registers hold.
func (b *shapesBuilder) memory() {
	mem := b.m.Mem("ram", 8*(1+b.r.IntN(16)), 1+b.r.IntN(9))
	mem.Lane = 8
	addr := func() *ir.Node { return b.reg(mem.AddrWidth()) }
	b.m.Write(mem, b.clock(), b.bit(), addr(), b.reg(mem.Width), b.reg(mem.Width/8))
	if b.r.IntN(2) == 0 {
		b.m.Write(mem, b.clock(), b.reg(1), addr(), b.reg(mem.Width), nil)
	}
	b.nodes = append(b.nodes, b.m.Read(mem, "sync", b.clock(), b.reg(1), addr()), b.m.Read(mem, "async", nil, nil, addr()))
}

// drive gives all registers next values.
func (b *shapesBuilder) drive() {
	enables := []*ir.Node{b.bit(), b.bit(), b.bit()}
	for i, s := range b.state {
		for e := range s.Count {
			s.Drive[e] = b.cleared(irtest.RefAt(s, e), b.enabled(irtest.RefAt(s, e), b.moved(i, e), enables))
		}
	}
}

// moved is what a register takes: often what another one holds, the one before or
// beside it, so that some shift and some swap.
func (b *shapesBuilder) moved(i, e int) *ir.Node {
	n, w := len(b.state), b.state[i].Type.Width
	switch b.r.IntN(6) {
	case 0:
		return b.reg(w)
	case 1:
		return b.fit(irtest.Ref(b.state[(i+n-1)%n]), w)
	case 2:
		return b.fit(irtest.Ref(b.state[(i^1)%n]), w)
	case 3:
		return irtest.N(ir.OpAdd, irtest.RefAt(b.state[i], e), b.any(w))
	}
	return b.any(w)
}

// enabled is a next value, at times another, at times only under a condition
// that other registers share.
func (b *shapesBuilder) enabled(self, next *ir.Node, enables []*ir.Node) *ir.Node {
	if b.r.IntN(3) == 0 {
		next = irtest.N(ir.OpMux, b.comparison(), b.reg(self.Width), next)
	}
	if b.r.IntN(2) == 0 {
		next = irtest.N(ir.OpMux, pick(b.r, enables), next, self)
	}
	return next
}

// cleared is a next value that is a constant in one or two resets, or nothing else.
func (b *shapesBuilder) cleared(self, next *ir.Node) *ir.Node {
	if b.r.IntN(12) == 0 {
		next = self
	}
	for _, rare := range []int{3, 6} {
		if b.r.IntN(rare) == 0 {
			next = irtest.N(ir.OpMux, b.reset(), irtest.K(b.r.Uint64N(2), self.Width), next)
		}
	}
	return next
}

// reset is a register or an input.
func (b *shapesBuilder) reset() *ir.Node {
	return pick(b.r, []*ir.Node{b.ins[0], irtest.Ref(b.state[1]), irtest.Ref(b.state[2])})
}

// resets gives some registers a declared reset, in some designs an asynchronous
// one.
func (b *shapesBuilder) resets() {
	async := b.r.IntN(4) == 0
	for i, s := range b.state {
		if b.r.IntN(3) > 0 {
			continue
		}
		s.Reset = pick(b.r, []*ir.Node{irtest.Ref(b.state[0]), b.reset(), b.bit()})
		if async && i > 0 && b.r.IntN(2) == 0 {
			s.Async, s.Reset = true, pick(b.r, []*ir.Node{irtest.Ref(b.state[0]), b.reset()})
		}
		for range s.Count {
			s.Init = append(s.Init, ir.Wrap(big.NewInt(b.r.Int64N(9)), s.Type.Width))
		}
	}
}

func (b *shapesBuilder) assertions() {
	for i := range b.r.IntN(3) {
		a := &ir.Assertion{Kind: pick(b.r, []ir.AssertKind{ir.Assert, ir.Cover}), Name: fmt.Sprintf("a%d", i), Clock: b.clock(), Cond: b.bit()}
		if b.r.IntN(2) == 0 {
			a.When = b.reg(1)
		}
		if b.r.IntN(2) == 0 {
			a.Reset = b.reg(1)
		}
		b.m.Asserts = append(b.m.Asserts, a)
	}
}

// shapesCell is a cell whose outputs are registers, of what comes from its
// neighbours or of anything, and perhaps a memory.
func shapesCell(r *rand.Rand) irtest.M {
	m := irtest.New("cell")
	clocks := []*ir.Signal{m.Clock("ck"), m.Clock("ck2")}
	west, north := irtest.Ref(m.In("west", irtest.U(8))), irtest.Ref(m.In("north", irtest.U(16)))
	all, en := irtest.Ref(m.In("all", irtest.U(32))), irtest.Ref(m.In("en", irtest.U(1)))
	p := &shapes{r: r, nodes: []*ir.Node{west, north, all, en}}
	var regs []*ir.Signal
	for i, w := range []int{8, 16, 32, 1, 8, 16} {
		s := m.Reg(fmt.Sprintf("c%d", i), irtest.U(w), pick(r, clocks))
		regs = append(regs, s)
		p.regs = append(p.regs, irtest.Ref(s))
	}
	p.nodes = append(p.nodes, p.regs...)
	p.grow(6)
	if r.IntN(3) == 0 {
		mem := m.Mem("ram", 8, 4)
		m.Write(mem, clocks[0], en, p.reg(2), p.reg(8), nil)
		p.nodes = append(p.nodes, m.Read(mem, "read", nil, nil, p.reg(2)))
	}
	for i, s := range regs {
		next := p.any(s.Type.Width)
		switch i {
		case 0:
			next = west
		case 1:
			next = north
		}
		if r.IntN(2) == 0 {
			next = irtest.N(ir.OpMux, en, next, p.regs[i])
		}
		if r.IntN(3) == 0 {
			next = irtest.N(ir.OpMux, en, irtest.K(0, s.Type.Width), next)
		}
		s.Drive[0] = next
	}
	m.Out("east", irtest.U(8), p.regs[0])
	m.Out("south", irtest.U(16), p.regs[1])
	return m
}
