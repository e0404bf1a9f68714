package randdesign

import "npugen/hdl"

// Cell is a random cell of a grid. East and South outputs go to the neighbours
// in those directions at once or a cycle later; West and North outputs are
// registers, since a wave in both directions would be a loop.
type Cell struct {
	Seed   uint64
	Nested bool // holds a small grid itself
}

// CellIn is what a cell gets.
type CellIn struct {
	FromWest, FromNorth hdl.UInt
	FromEast, FromSouth hdl.SInt
	Vec                 []hdl.UInt
	All                 hdl.SInt
	On                  hdl.Bool
}

// CellOut is what a cell gives.
type CellOut struct {
	ToEast, ToSouth hdl.UInt
	ToWest, ToNorth hdl.SInt
	Vec             []hdl.UInt
	Result          hdl.SInt
}

// cellTypes are the port types of a cell.
func (c Cell) types() (in CellIn) {
	r := source(c.Seed, 2)
	return CellIn{
		FromWest: hdl.UIntT(width(r)), FromNorth: hdl.UIntT(width(r)),
		FromEast: hdl.SIntT(width(r)), FromSouth: hdl.SIntT(width(r)),
		Vec: hdl.Vec(1+r.IntN(3), hdl.UIntT(width(r))), All: hdl.SIntT(width(r)),
	}
}

// Inputs are the types of the cell's inputs.
func (c Cell) Inputs() CellIn { return c.types() }

// Build writes the cell.
func (c Cell) Build(m *hdl.Module, in CellIn) CellOut {
	g := newGen(m, c.Seed, 40)
	t := c.types()
	g.add(in.FromWest, in.FromNorth, in.FromEast, in.FromSouth, in.All, in.On)
	for _, v := range in.Vec {
		g.add(v)
	}
	regs := g.regs(1)
	west := hdl.Reg(m, "west", hdl.SIntT(t.FromEast.Width()))
	north := hdl.RegInit(m, "north", hdl.S(0, t.FromSouth.Width()))
	g.add(west.Q(), north.Q())
	if c.Nested {
		g.grid(false)
	}
	// The outputs use everything that comes in.
	everything := g.hash()
	g.add(everything)
	g.statements(regs, 2)
	west.D(everything.AsSInt().Wrap(t.FromEast.Width()))
	m.When(in.On, func() { north.D(g.sint(t.FromSouth.Width(), 3)) })
	out := CellOut{ToWest: west.Q(), ToNorth: north.Q(), Result: g.sint(width(g.r), 3)}
	out.ToEast, out.ToSouth = g.uint(t.FromWest.Width(), 3), g.uint(t.FromNorth.Width(), 2)
	for i, v := range in.Vec {
		x := v.Xor(g.uint(v.Width(), 1))
		if c.Seed&1 == 0 {
			x = hdl.RegNext(m, hdl.N("vec", i), x)
		}
		out.Vec = append(out.Vec, x)
	}
	return out
}

// grid makes a rectangle or triangle of cells wired in all ways.
func (g *gen) grid(mayNest bool) {
	def := Cell{Seed: g.r.Uint64() >> 40, Nested: mayNest && g.chance(3)}
	t := def.types()
	rows, cols, step := 1+g.r.IntN(3), 1+g.r.IntN(3), 0
	if g.chance(3) {
		step = 1 - 2*g.r.IntN(2)
		if step == -1 {
			cols = rows + g.r.IntN(2)
		} else {
			cols = 1 + g.r.IntN(2)
		}
	}
	cells, width := 0, 0
	for r := range rows {
		cells += cols + step*r
		width = max(width, cols+step*r)
	}
	fromWest := g.r.IntN(4)
	vecs := func(n int) [][]hdl.UInt {
		out := make([][]hdl.UInt, n)
		for i := range out {
			for range len(t.Vec) {
				out[i] = append(out[i], g.uint(t.Vec[0].Width(), 1))
			}
		}
		return out
	}
	wire := func(c hdl.Cell, out CellOut) CellIn {
		in := CellIn{All: g.sint(t.All.Width(), 2), On: g.bool(2)}
		switch fromWest {
		case 0:
			in.FromWest = hdl.Row(c, g.manyU(rows, t.FromWest.Width()))
		case 1:
			in.FromWest = hdl.Each(c, g.manyU(cells, t.FromWest.Width()))
		default:
			in.FromWest = hdl.West(c, out.ToEast, g.manyU(rows, t.FromWest.Width()))
		}
		in.FromEast = hdl.East(c, out.ToWest, g.manyS(rows, t.FromEast.Width()))
		if step != 0 {
			in.Vec = hdl.West(c, out.Vec, vecs(rows))
			in.FromNorth = g.uint(t.FromNorth.Width(), 2)
			in.FromSouth = hdl.Row(c, g.manyS(rows, t.FromSouth.Width()))
			return in
		}
		if g.chance(2) {
			in.Vec = hdl.Each(c, vecs(cells))
		} else {
			in.Vec = hdl.North(c, out.Vec, vecs(width))
		}
		in.FromNorth = hdl.North(c, out.ToSouth, g.manyU(width, t.FromNorth.Width()))
		in.FromSouth = hdl.South(c, out.ToNorth, g.manyS(width, t.FromSouth.Width()))
		if g.chance(2) {
			in.FromSouth = hdl.Col(c, g.manyS(width, t.FromSouth.Width()))
		}
		return in
	}
	name := g.name("grid")
	var got *hdl.Cells[CellOut]
	if step == 0 {
		got = hdl.Grid(g.m, name, rows, cols, def, wire)
	} else {
		got = hdl.Triangle(g.m, name, rows, cols, step, def, wire)
	}
	for _, o := range got.All() {
		g.add(o.ToEast, o.ToSouth, o.ToWest, o.ToNorth, o.Result)
		for _, v := range o.Vec {
			g.add(v)
		}
	}
}

func (g *gen) manyU(n, w int) []hdl.UInt {
	out := make([]hdl.UInt, n)
	for i := range out {
		out[i] = g.uint(w, 2)
	}
	return out
}

func (g *gen) manyS(n, w int) []hdl.SInt {
	out := make([]hdl.SInt, n)
	for i := range out {
		out[i] = g.sint(w, 2)
	}
	return out
}
