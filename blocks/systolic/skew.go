package systolic

import "npugen/hdl"

// blockLanes is the number of lanes that are skewed cell by cell. More are
// skewed in blocks of so many, which are delayed as a whole: a triangle of 256
// lanes would be 32,640 cells, in blocks it is 2,040.
const blockLanes = 16

// Skew delays lane i of a vector by i cycles, or where Back is set by
// Lanes-1-i, which undoes it. All state holds while en is 0.
//
//	lane 0  x0 ---------------->
//	lane 1  x1 --[ ]----------->
//	lane 2  x2 --[ ]--[ ]------>
type Skew struct {
	Lanes int  `hdl:"n"`
	Width int  `hdl:"w"` // bits of a lane, signed
	Back  bool `hdl:"back"`
}

// Inputs gives the types of the ports.
func (s Skew) Inputs() VectorIn { return vectorIn(s.Lanes, s.Width) }

// Build makes the triangle, of cells or of blocks.
func (s Skew) Build(m *hdl.Module, in VectorIn) VectorOut {
	m.Doc("delays each lane of a vector by one cycle more than the one before, or less")
	s.Lanes = within(m, "a skew of %d lanes", s.Lanes, 1, maxSide)
	s.Width = within(m, "lanes of %d bits", s.Width, 1, maxAccWidth)
	switch {
	case s.Lanes == 1:
		m.Unused(in.En)
		return VectorOut{in.X}
	case s.Lanes <= blockLanes && s.Back:
		last := s.Lanes - 1
		return VectorOut{append(s.triangle(m, in.X[:last], last, -1, in.En), in.X[last])}
	case s.Lanes <= blockLanes:
		return VectorOut{append(in.X[:1:1], s.triangle(m, in.X[1:], 1, 1, in.En)...)}
	}
	return VectorOut{s.blocks(m, in)}
}

// triangle delays x[i] by base + step*i cycles.
func (s Skew) triangle(m *hdl.Module, x []hdl.SInt, base, step int, en hdl.Bool) []hdl.SInt {
	t := hdl.Triangle(m, "delay", len(x), base, step, Delay{s.Width}, func(c hdl.Cell, o DelayOut) DelayIn {
		return DelayIn{X: hdl.West(c, o.Y, x), En: en}
	})
	out := make([]hdl.SInt, len(x))
	for i, o := range t.EastEdge() {
		out[i] = o.Y
	}
	return out
}

// blocks skews each block of lanes by itself, then delays whole blocks. The
// lanes that are left over make a smaller block at the end.
func (s Skew) blocks(m *hdl.Module, in VectorIn) []hdl.SInt {
	count, rest := s.Lanes/blockLanes, s.Lanes%blockLanes
	var xs [][]hdl.SInt
	for i := range count {
		xs = append(xs, in.X[i*blockLanes:][:blockLanes:blockLanes])
	}
	each := func(name string, def hdl.Def[VectorIn, VectorOut]) {
		g := hdl.Grid(m, name, 1, count, def, func(c hdl.Cell, _ VectorOut) VectorIn {
			return VectorIn{X: hdl.Col(c, xs), En: in.En}
		})
		for i, o := range g.All() {
			xs[i] = o.Y
		}
	}
	each("block", Skew{blockLanes, s.Width, s.Back})
	if s.Back && rest > 0 {
		each("level", DelayLine{blockLanes, s.Width, rest})
	}
	moved, base, step := xs[1:], 1, 1
	if s.Back {
		moved, base, step = xs[:count-1], count-1, -1
	}
	if count > 1 {
		line := DelayLine{blockLanes, s.Width, blockLanes}
		edge := append([][]hdl.SInt(nil), moved...)
		t := hdl.Triangle(m, "line", count-1, base, step, line, func(c hdl.Cell, o VectorOut) VectorIn {
			return VectorIn{X: hdl.West(c, o.Y, edge), En: in.En}
		})
		for i, o := range t.EastEdge() {
			moved[i] = o.Y
		}
	}
	var out []hdl.SInt
	for _, x := range xs {
		out = append(out, x...)
	}
	if rest > 0 {
		out = append(out, s.rest(m, in, count*blockLanes)...)
	}
	return out
}

// rest skews the last lanes, from lane first on.
func (s Skew) rest(m *hdl.Module, in VectorIn, first int) []hdl.SInt {
	n := s.Lanes - first
	x := hdl.Inst(m, "rest", Skew{n, s.Width, s.Back}, VectorIn{in.X[first:], in.En}).Y
	if s.Back {
		return x
	}
	return hdl.Inst(m, "rest_line", DelayLine{n, s.Width, first}, VectorIn{x, in.En}).Y
}
