package ir

import "fmt"

// inst checks that the connections of an instance are complete, in the order
// of the ports, and have the shape their kind asks for.
func (v *verifier) inst(inst *Inst) {
	where := "instance " + inst.Name
	cells := 1
	if g := inst.Grid; g != nil {
		if err := g.check(); err != nil {
			v.fail("%s: %w", where, err)
			return
		}
		cells = g.Cells()
	}
	var ins, outs []*Signal
	for _, s := range inst.Module.Signals {
		switch s.Kind {
		case Input:
			ins = append(ins, s)
		case Output:
			outs = append(outs, s)
		}
	}
	if len(inst.Ins) != len(ins) || len(inst.Outs) != len(outs) {
		v.fail("%s: %d inputs and %d outputs connected, want %d and %d of module %s",
			where, len(inst.Ins), len(inst.Outs), len(ins), len(outs), inst.Module.Name)
		return
	}
	for i := range inst.Ins {
		c := &inst.Ins[i]
		if c.Port != ins[i] {
			v.fail("%s: input %d is not port %s of module %s", where, i, ins[i].Name, inst.Module.Name)
			continue
		}
		v.conn(fmt.Sprintf("%s: input %s", where, c.Port.Name), inst, c, cells)
	}
	for i, o := range inst.Outs {
		if o.Port != outs[i] {
			v.fail("%s: output %d is not port %s of module %s", where, i, outs[i].Name, inst.Module.Name)
			continue
		}
		where := fmt.Sprintf("%s: output %s", where, o.Port.Name)
		v.drive(where, o.Net, InstOut)
		if o.Net == nil {
			continue
		}
		if pt, nt := o.Port.Type, o.Net.Type; nt.Width != pt.Width || nt.Signed != pt.Signed {
			v.fail("%s: net %s is %s, want %s", where, o.Net.Name, nt, pt)
		}
		if want := o.Port.Count * cells; o.Net.Count != want {
			v.fail("%s: net %s has %d elements, want %d", where, o.Net.Name, o.Net.Count, want)
		}
	}
}

func (v *verifier) conn(where string, inst *Inst, c *Conn, cells int) {
	values := 1
	switch g := inst.Grid; {
	case c.Kind > ConnSouth:
		v.fail("%s: connection kind %d is not known", where, c.Kind)
		return
	case c.Kind == ConnAll:
	case g == nil:
		v.fail("%s: a single instance has no %s connection", where, c.Kind)
		return
	case (c.Kind == ConnNorth || c.Kind == ConnSouth) && g.Step != 0:
		v.fail("%s: a %s connection in a grid that is no rectangle", where, c.Kind)
		return
	case c.Kind == ConnRow || c.Kind == ConnWest || c.Kind == ConnEast:
		values = g.Rows
	case c.Kind == ConnCol || c.Kind == ConnNorth || c.Kind == ConnSouth:
		values = g.Cols()
	case c.Kind == ConnCell:
		values = cells
	}
	if c.Port.Type.Class == Clock && c.Kind != ConnAll {
		v.fail("%s: a clock is the same for every cell", where)
	}
	if want := values * c.Port.Count; len(c.Values) != want {
		v.fail("%s: %d values, want %d", where, len(c.Values), want)
	}
	for i, n := range c.Values {
		if n != nil && n.Width != c.Port.Type.Width {
			v.fail("%s: value %d: %s: width %d, want %d", where, i, n.Op, n.Width, c.Port.Type.Width)
		}
	}

	if !c.Kind.Neighbour() {
		if c.From != nil {
			v.fail("%s: a %s connection comes from no neighbour", where, c.Kind)
		}
		return
	}
	from := c.From
	if from == nil {
		v.fail("%s: a %s connection without the neighbour's output", where, c.Kind)
		return
	}
	isOut := false
	for _, o := range inst.Outs {
		isOut = isOut || o.Port == from
	}
	switch {
	case !isOut:
		v.fail("%s: %s is not an output of module %s", where, from.Name, inst.Module.Name)
	case from.Type.Width != c.Port.Type.Width || from.Count != c.Port.Count:
		v.fail("%s: %s has %d elements of %d bits, want %d of %d", where, from.Name, from.Count, from.Type.Width, c.Port.Count, c.Port.Type.Width)
	}
}

// check says what is wrong with the shape.
func (g Grid) check() error {
	switch {
	case g.Step < -1 || g.Step > 1:
		return fmt.Errorf("grid: step %d, want -1, 0 or 1", g.Step)
	case g.Rows < 1 || g.RowLen(0) < 1 || g.RowLen(g.Rows-1) < 1:
		return fmt.Errorf("grid: %d rows of %d and on by %d: a row without cells", g.Rows, g.Base, g.Step)
	}
	return nil
}
