package irtest

import "npugen/hdl/ir"

// PE is a cell of a weight-stationary array: a weight loaded from the north
// while load is 1, an activation that moves east, a partial sum that moves
// south, a cycle each.
func PE(actW, accW int) M {
	m := New("pe")
	c := m.Clock("clk")
	load := m.In("load", U(1))
	wIn := m.In("w_in", S(actW))
	aIn := m.In("a_in", S(actW))
	pIn := m.In("p_in", S(accW))
	w := m.Reg("w", S(actW), c)
	a := m.Reg("a", S(actW), c)
	p := m.Reg("p", S(accW), c)
	w.Drive[0] = N(ir.OpMux, Ref(load), Ref(wIn), Ref(w))
	a.Drive[0] = Ref(aIn)
	p.Drive[0] = N(ir.OpAdd, Ref(pIn), Ext(N(ir.OpMul, Ref(aIn), Ref(w)), accW))
	m.Out("w_out", S(actW), Ref(w))
	m.Out("a_out", S(actW), Ref(a))
	m.Out("p_out", S(accW), Ref(p))
	return m
}

// Array is an n x n grid of PE: vectors w and a come in at the north and west,
// p leaves at the south.
func Array(n, actW, accW int) *ir.Design {
	pe := PE(actW, accW)
	port := func(name string) *ir.Signal {
		for _, s := range pe.Signals {
			if s.Name == name {
				return s
			}
		}
		return nil
	}
	m := New("array")
	c := m.Clock("clk")
	load := m.In("load", U(1))
	w := m.InVec("w", S(actW), n)
	a := m.InVec("a", S(actW), n)
	d := Design(pe)
	var ws, as, zeros []*ir.Node
	for i := range n {
		ws = append(ws, RefAt(w, i))
		as = append(as, RefAt(a, i))
		zeros = append(zeros, KS(0, accW))
	}
	nets := m.Inst("pe", d.Top, &ir.Grid{Rows: n, Base: n},
		All(Ref(c)), All(Ref(load)),
		From(ir.ConnNorth, port("w_out"), ws...),
		From(ir.ConnWest, port("a_out"), as...),
		From(ir.ConnNorth, port("p_out"), zeros...))
	var out []*ir.Node
	for i := range n {
		out = append(out, RefAt(nets["p_out"], (n-1)*n+i))
	}
	m.Out("p", S(accW), out...)
	return Design(pe, m)
}
