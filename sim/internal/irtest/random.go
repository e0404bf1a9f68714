package irtest

import (
	"fmt"
	"math/big"
	"math/rand/v2"

	"npugen/hdl/ir"
)

// Random is a random hierarchy: cells in grids in tiles, random expressions of
// random widths, registers, perhaps a memory, and two clocks.
func Random(r *rand.Rand) *ir.Design {
	leaf := randomModule("leaf", r, true)
	tile := randomGrid("tile", leaf, r)
	top := randomGrid("top", tile, r)
	return Design(leaf, tile, top)
}

// RandomGrid is Random with one level of hierarchy less: cells in one grid.
func RandomGrid(r *rand.Rand) *ir.Design {
	leaf := randomModule("leaf", r, true)
	return Design(leaf, randomGrid("top", leaf, r))
}

// pool is the expressions that a random one is made of.
type pool struct {
	r     *rand.Rand
	nodes []*ir.Node
}

func (p *pool) any() *ir.Node { return p.nodes[p.r.IntN(len(p.nodes))] }

// fit is a node of the given width made of any.
func (p *pool) fit(w int, signed bool) *ir.Node {
	n := p.any()
	switch {
	case n.Width < w:
		n = Ext(n, w)
	case n.Width > w:
		n = Slice(n, p.r.IntN(n.Width-w+1), w)
	}
	if n.Signed != signed {
		n = Cast(n, signed)
	}
	return n
}

// width is small, or near a word.
func (p *pool) width() int {
	if p.r.IntN(4) == 0 {
		return 60 + p.r.IntN(75)
	}
	return 1 + p.r.IntN(20)
}

// grow adds n random expressions.
func (p *pool) grow(n int) {
	for range n {
		w, signed := p.width(), p.r.IntN(2) == 0
		a, b := p.fit(w, signed), p.fit(w, signed)
		var made *ir.Node
		switch p.r.IntN(12) {
		case 0:
			made = N([]ir.Op{ir.OpNot, ir.OpRedAnd, ir.OpRedOr, ir.OpRedXor}[p.r.IntN(4)], a)
		case 1:
			made = N(ir.OpMux, p.fit(1, false), a, b)
		case 2:
			made = N(ir.OpCat, a, b)
		case 3:
			made = N([]ir.Op{ir.OpShl, ir.OpShr}[p.r.IntN(2)], a, p.fit(1+p.r.IntN(8), false))
		case 4:
			made = N(ir.OpMul, a, p.fit(1+p.r.IntN(9), signed))
		case 5:
			m := N(ir.OpMul, a, p.fit(1+p.r.IntN(9), signed))
			made = N(ir.OpAdd, p.fit(m.Width+2, signed), Ext(m, m.Width+2))
		case 6:
			made = N(ir.OpIndex, p.fit(1+p.r.IntN(3), false), a, b, a)
		case 7:
			made = N([]ir.Op{ir.OpEq, ir.OpNe, ir.OpLt, ir.OpLe, ir.OpGt, ir.OpGe}[p.r.IntN(6)], a, b)
		default:
			made = N([]ir.Op{ir.OpAnd, ir.OpOr, ir.OpXor, ir.OpAdd, ir.OpSub, ir.OpDiv, ir.OpRem}[p.r.IntN(7)], a, b)
		}
		p.nodes = append(p.nodes, made)
	}
}

// randomModule has two clocks, up to four inputs and as many outputs of the
// same types, registers and perhaps a memory. Each output is a register or,
// when allowed, an expression.
func randomModule(name string, r *rand.Rand, combinational bool) M {
	m := New(name)
	clocks := []*ir.Signal{m.Clock("ck"), m.Clock("ck2")}
	p := &pool{r: r, nodes: []*ir.Node{K(1, 1), KS(-5, 9)}}
	type port struct {
		name string
		t    ir.Type
		n    int
	}
	var ports []port
	for i := range 1 + r.IntN(4) {
		x := port{fmt.Sprint(i), number(p.width(), r.IntN(2) == 0), 1 + r.IntN(2)}
		ports = append(ports, x)
		s := m.InVec("i"+x.name, x.t, x.n)
		for e := range x.n {
			p.nodes = append(p.nodes, RefAt(s, e))
		}
	}
	var regs []*ir.Signal
	for i := range 2 + r.IntN(4) {
		s := m.Reg(fmt.Sprintf("r%d", i), number(p.width(), r.IntN(2) == 0), clocks[r.IntN(2)])
		regs = append(regs, s)
		p.nodes = append(p.nodes, Ref(s))
	}
	p.grow(6)
	if r.IntN(2) == 0 {
		mem := m.Mem("ram", 8*(1+r.IntN(9)), 1+r.IntN(9))
		mem.Lane = 8
		addr := func() *ir.Node { return p.fit(mem.AddrWidth(), false) }
		m.Write(mem, clocks[0], p.fit(1, false), addr(), p.fit(mem.Width, false), p.fit(mem.Width/8, false))
		m.Write(mem, clocks[1], p.fit(1, false), addr(), p.fit(mem.Width, false), nil)
		sync := m.Read(mem, "sync", clocks[r.IntN(2)], p.fit(1, false), addr())
		async := m.Read(mem, "async", nil, nil, addr())
		p.nodes = append(p.nodes, sync, async)
	}
	p.grow(8)
	for i, s := range regs {
		s.Drive[0] = p.fit(s.Type.Width, s.Type.Signed)
		if r.IntN(2) == 0 { // it holds its value most of the time
			enable := N(ir.OpAnd, p.fit(1, false), p.fit(1, false))
			s.Drive[0] = N(ir.OpMux, enable, s.Drive[0], Ref(s))
		}
		if r.IntN(3) == 0 {
			s.Reset, s.Async = p.fit(1, false), false
			s.Init = regInit(s, int64(i))
		}
	}
	for _, x := range ports {
		var drive []*ir.Node
		for e := range x.n {
			v := p.fit(x.t.Width, x.t.Signed)
			if !combinational || r.IntN(2) == 0 {
				q := m.Reg(fmt.Sprintf("q%s_%d", x.name, e), x.t, clocks[0])
				q.Drive[0] = v
				v = Ref(q)
			}
			drive = append(drive, v)
		}
		m.Out("o"+x.name, x.t, drive...)
	}
	return m
}

// randomGrid is a module with a grid of cells whose neighbours feed each other
// to the east and south only, so that no combinational loop comes about.
func randomGrid(name string, of M, r *rand.Rand) M {
	d := Design(of).Top
	var ins, outs []*ir.Signal
	for _, s := range d.Signals {
		switch {
		case s.Kind == ir.Output:
			outs = append(outs, s)
		case s.Kind == ir.Input && s.Type.Class != ir.Clock:
			ins = append(ins, s)
		}
	}
	g := ir.Grid{Rows: 1 + r.IntN(3), Base: 1 + r.IntN(3)}
	if r.IntN(4) == 0 {
		g = ir.Grid{Rows: 3, Base: 1, Step: 1}
	}
	m := New(name)
	conns := []ir.Conn{All(Ref(m.Clock("ck"))), All(Ref(m.Clock("ck2")))}
	p := &pool{r: r}
	for i, s := range ins {
		c := ir.Conn{Kind: ir.ConnKind(r.IntN(4))}
		switch {
		case g.Step == 0 && r.IntN(3) == 0:
			c.Kind, c.From = ir.ConnNorth, outs[i]
		case r.IntN(2) == 0:
			c.Kind, c.From = ir.ConnWest, outs[i]
		}
		n := map[ir.ConnKind]int{
			ir.ConnAll: 1, ir.ConnRow: g.Rows, ir.ConnCol: g.Cols(), ir.ConnCell: g.Cells(), ir.ConnWest: g.Rows, ir.ConnNorth: g.Cols(),
		}[c.Kind] * s.Count
		in := m.InVec(fmt.Sprintf("i%d", i), s.Type, n)
		for e := range n {
			c.Values = append(c.Values, RefAt(in, e))
		}
		conns = append(conns, c)
	}
	nets := m.Inst("u", d, &g, conns...)
	for i, o := range outs {
		net := nets[o.Name]
		for e := range net.Count {
			p.nodes = append(p.nodes, RefAt(net, e))
		}
		in := m.Signals[2+i]
		var drive []*ir.Node
		for range in.Count {
			drive = append(drive, p.fit(in.Type.Width, in.Type.Signed))
		}
		m.Out(fmt.Sprintf("o%d", i), in.Type, drive...)
	}
	return m
}

func regInit(s *ir.Signal, v int64) []*big.Int {
	return []*big.Int{ir.Wrap(big.NewInt(v), s.Type.Width)}
}

func number(w int, signed bool) ir.Type { return ir.Type{Width: w, Signed: signed} }
