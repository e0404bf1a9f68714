package randdesign

import "npugen/hdl"

// Design is a random module with everything in it: state, memories, instances
// of other random modules, grids, a stream and, at times, a second clock. Size
// is roughly the number of things it holds; 4 makes a few hundred operators.
type Design struct {
	Seed uint64
	Size int
}

// In is what a design gets. The stream and the inputs of the second domain are
// there always.
type In struct {
	Part
	Stream hdl.Source[hdl.UInt]
	Arst   hdl.Reset // asynchronous; a reset is used one way only
	Clk2   hdl.Clock
	Rst2   hdl.Reset
	A2     hdl.UInt
	P2     hdl.Bool
}

// Out is what a design gives.
type Out struct {
	Sum    hdl.UInt
	U      hdl.UInt
	S      hdl.SInt
	B      hdl.Bool
	K      hdl.Enum[Kind]
	V      []hdl.SInt
	Pair   Pair
	Stream hdl.Source[hdl.UInt]
	Sum2   hdl.UInt
}

// Part is inputs of all plain kinds.
type Part struct {
	A, B hdl.UInt
	C, D hdl.SInt
	P, Q hdl.Bool
	K    hdl.Enum[Kind]
	V    []hdl.UInt
	Pair Pair
}

func partTypes(seed uint64) Part {
	r := source(seed, 4)
	return Part{
		A: hdl.UIntT(width(r)), B: hdl.UIntT(width(r)), C: hdl.SIntT(width(r)), D: hdl.SIntT(width(r)), K: kindT(),
		V: hdl.Vec(1+r.IntN(4), hdl.UIntT(width(r))), Pair: Pair{X: hdl.UIntT(width(r)), Y: hdl.SIntT(width(r))},
	}
}

func (g *gen) addPart(p Part) {
	g.add(p.A, p.B, p.C, p.D, p.P, p.Q, p.K, p.Pair.X, p.Pair.Y, p.Pair.Z)
	for _, v := range p.V {
		g.add(v)
	}
}

// randomPart is inputs for an instance.
func (g *gen) randomPart(t Part) Part {
	p := Part{
		A: g.uint(t.A.Width(), 2), B: g.uint(t.B.Width(), 2), C: g.sint(t.C.Width(), 2), D: g.sint(t.D.Width(), 2),
		P: g.bool(2), Q: g.bool(2), K: kindT().Of(pick(g.r, kinds[:])),
		V: g.manyU(len(t.V), t.V[0].Width()), Pair: g.pair(t.Pair.X.Width(), t.Pair.Y.Width()),
	}
	if len(g.kinds) > 0 {
		p.K = pick(g.r, g.kinds)
	}
	return p
}

// Inputs are the types of the design's inputs.
func (d Design) Inputs() In {
	r := source(d.Seed, 5)
	return In{Part: partTypes(d.Seed), Stream: hdl.StreamT(hdl.UIntT(width(r))), A2: hdl.UIntT(width(r))}
}

// Build writes the design.
func (d Design) Build(m *hdl.Module, in In) Out {
	g := newGen(m, d.Seed, 60*max(1, d.Size))
	g.addPart(in.Part)
	stream := in.Stream
	if g.chance(2) {
		stream = g.pipes(stream)
	}
	g.add(stream.Valid(), stream.Data())
	regs := g.regs(1 + g.r.IntN(1+d.Size))
	asyncRegs := g.asyncRegs(in.Arst)
	for range d.Size {
		g.thing(d.Size)
	}
	g.statements(regs, 3)
	asyncRegs()
	if g.chance(3) {
		m.Cover("hit", g.bool(2))
	}
	out := Out{Stream: stream, Sum2: g.second(in)}
	out.U, out.S, out.B = g.uint(width(g.r), 4), g.sint(width(g.r), 4), g.bool(4)
	out.K = pick(g.r, g.kinds)
	w := width(g.r)
	out.V = g.manyS(1+g.r.IntN(3), w)
	out.Pair = g.pair(width(g.r), width(g.r))
	out.Sum = g.hash()
	return out
}

// thing adds one random structure.
func (g *gen) thing(size int) {
	switch g.r.IntN(9) {
	case 0, 1:
		g.wires(1 + g.r.IntN(3))
	case 2:
		g.machine()
	case 3:
		g.memory()
	case 4:
		g.child(size)
	case 5:
		if g.chance(2) {
			g.grid(true)
		}
	case 6:
		g.add(hdl.RegNext(g.m, g.name("next"), g.uint(g.anyWidth(), 3)))
	case 8:
		g.add(hdl.Name(g.m, g.name("named"), g.sint(g.anyWidth(), 4)), hdl.Name(g.m, g.name("named"), g.bool(3)))
	case 7:
		g.add(hdl.RegEn(g.m, g.name("en"), g.sint(g.anyWidth(), 3), g.bool(2)))
	}
}

// asyncRegs makes registers with an asynchronous reset; the function that it
// returns assigns them.
func (g *gen) asyncRegs(rst hdl.Reset) func() {
	dom := hdl.Domain{Clk: g.m.Clock(), Rst: rst, Async: true}
	var regs []target
	g.m.In(dom, func() {
		regs = g.regs(g.r.IntN(3))
		g.add(hdl.RegNextInit(g.m, "async_seen", g.boolLeaf(), hdl.B(true)))
	})
	return func() { g.m.In(dom, func() { g.statements(regs, 2) }) }
}

// second is what happens in the second clock domain: logic of its own, and
// conditions that come from the first through synchronisers.
func (g *gen) second(in In) hdl.UInt {
	first := g.scope
	defer func() { g.scope = first }()
	crossing := []hdl.Bool{
		hdl.RegNext(g.m, "cross_a", g.bool(2)),
		hdl.RegNextInit(g.m, "cross_b", g.bool(2), hdl.B(false)),
	}
	g.scope = &scope{}
	g.add(in.A2, in.P2)
	var sum hdl.UInt
	var parity hdl.Bool
	async := g.chance(2) // children reset synchronously, and a reset is used one way only
	g.m.In(hdl.Domain{Clk: in.Clk2, Rst: in.Rst2, Async: async}, func() {
		for i, c := range crossing {
			g.add(hdl.RegSync(g.m, hdl.N("synced", i), c))
		}
		regs := g.regs(2)
		if !async && g.chance(2) {
			g.child(1)
		}
		if g.chance(3) {
			g.memory()
		}
		g.statements(regs, 2)
		sum = hdl.RegNextInit(g.m, "sum2", g.hash(), hdl.U(0, hashWidth))
		parity = hdl.RegNext(g.m, "parity2", sum.XorR())
	})
	back := hdl.RegSync(g.m, "back", parity)
	first.add(back)
	return sum
}
