package randdesign

import "npugen/hdl"

// Child is a random module below a Design, possibly with children itself.
type Child struct {
	Seed uint64
	Size int
}

// ChildOut is what a child gives.
type ChildOut struct {
	U hdl.UInt
	S hdl.SInt
	B hdl.Bool
	K hdl.Enum[Kind]
	V []hdl.UInt
	A hdl.UInt // also the name of an input
}

// Inputs are the types of the child's inputs.
func (c Child) Inputs() Part { return partTypes(c.Seed) }

// Build writes the child.
func (c Child) Build(m *hdl.Module, in Part) ChildOut {
	g := newGen(m, c.Seed, 60)
	g.addPart(in)
	regs := g.regs(1 + g.r.IntN(2))
	for range c.Size {
		g.thing(c.Size)
	}
	g.statements(regs, 2)
	return ChildOut{
		U: g.uint(width(g.r), 3), S: g.sint(width(g.r), 3), B: g.bool(3), K: pick(g.r, g.kinds),
		V: g.manyU(1+g.r.IntN(3), width(g.r)), A: g.hash(),
	}
}

// child instantiates a module; the same few seeds recur, so that definitions
// are shared.
func (g *gen) child(size int) {
	def := Child{Seed: g.r.Uint64N(1 << 20), Size: size / 2}
	for range 1 + g.r.IntN(2) {
		o := hdl.Inst(g.m, g.name("child"), def, g.randomPart(partTypes(def.Seed)))
		g.add(o.U, o.S, o.B, o.K, o.A)
		for _, v := range o.V {
			g.add(v)
		}
	}
}
