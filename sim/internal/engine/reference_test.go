package engine

import (
	"math/big"

	"npugen/hdl/ir"
)

// reference evaluates a design straight from its definition, one value at a
// time with ir.EvalTree. It is slow and simple, and shares nothing with the
// engine but package ir.
type reference struct {
	seed   uint64
	top    *refInst
	all    []*refInst
	inputs map[elem]*big.Int
}

type refInst struct {
	r        *reference
	mod      *ir.Module
	parent   *refInst
	inst     *ir.Inst
	row, col int
	steps    []Step
	children map[*ir.Inst][]*refInst
	state    map[elem]*big.Int
	mems     map[*ir.Mem][]*big.Int
	memo     map[elem]*big.Int
}

func newReference(d *ir.Design, seed uint64) *reference {
	r := &reference{seed: seed, inputs: map[elem]*big.Int{}}
	r.top = r.instance(d.Top, nil, nil, 0, 0, nil)
	return r
}

func (r *reference) instance(m *ir.Module, parent *refInst, inst *ir.Inst, row, col int, steps []Step) *refInst {
	x := &refInst{
		r: r, mod: m, parent: parent, inst: inst, row: row, col: col, steps: steps,
		children: map[*ir.Inst][]*refInst{}, state: map[elem]*big.Int{},
		mems: map[*ir.Mem][]*big.Int{}, memo: map[elem]*big.Int{},
	}
	r.all = append(r.all, x)
	for _, s := range m.Signals {
		for i := range s.Count {
			x.state[elem{s, i}] = ir.PowerUp(r.seed, m.Name, s.Name, i, s.Type.Width)
		}
	}
	for _, mem := range m.Mems {
		for i := range mem.Depth {
			v := ir.PowerUp(r.seed, m.Name, mem.Name, i, mem.Width)
			if i < len(mem.Init) {
				v = mem.Init[i]
			}
			x.mems[mem] = append(x.mems[mem], v)
		}
	}
	for _, in := range m.Insts {
		g := ir.Grid{Rows: 1, Base: 1}
		if in.Grid != nil {
			g = *in.Grid
		}
		for row := range g.Rows {
			for col := range g.RowLen(row) {
				step := Step{in, len(x.children[in])}
				below := append(steps[:len(steps):len(steps)], step)
				x.children[in] = append(x.children[in], r.instance(in.Module, x, in, row, col, below))
			}
		}
	}
	return x
}

func (x *refInst) get(s *ir.Signal, i int) *big.Int {
	k := elem{s, i}
	if v, ok := x.memo[k]; ok {
		return v
	}
	v := x.compute(s, i)
	x.memo[k] = v
	return v
}

func (x *refInst) compute(s *ir.Signal, i int) *big.Int {
	switch s.Kind {
	case ir.Wire, ir.Output:
		return x.eval(s.Drive[i])
	case ir.Input:
		if x.parent == nil {
			if v := x.r.inputs[elem{s, i}]; v != nil {
				return v
			}
			return new(big.Int)
		}
		return x.input(s, i)
	case ir.InstOut:
		for _, in := range x.mod.Insts {
			for _, o := range in.Outs {
				if o.Net == s {
					return x.children[in][i/o.Port.Count].get(o.Port, i%o.Port.Count)
				}
			}
		}
	case ir.MemOut:
		for _, m := range x.mod.Mems {
			for _, p := range m.Reads {
				if p.Out == s && p.Clock == nil {
					return x.word(m, x.eval(p.Addr))
				}
			}
		}
	}
	return x.state[elem{s, i}]
}

// input follows the definition of ir.ConnKind.
func (x *refInst) input(s *ir.Signal, i int) *big.Int {
	for _, c := range x.inst.Ins {
		if c.Port != s {
			continue
		}
		row, col, from := x.row, x.col, true
		switch c.Kind {
		case ir.ConnWest:
			col--
		case ir.ConnEast:
			col++
		case ir.ConnNorth:
			row--
		case ir.ConnSouth:
			row++
		default:
			from = false
		}
		if from {
			for _, sibling := range x.parent.children[x.inst] {
				if sibling.row == row && sibling.col == col {
					return sibling.get(c.From, i)
				}
			}
		}
		v := 0
		switch c.Kind {
		case ir.ConnRow, ir.ConnWest, ir.ConnEast:
			v = x.row
		case ir.ConnCol, ir.ConnNorth, ir.ConnSouth:
			v = x.col
		case ir.ConnCell:
			v = x.steps[len(x.steps)-1].Cell
		}
		return x.parent.eval(c.Values[v*s.Count+i])
	}
	panic("no connection")
}

func (x *refInst) eval(n *ir.Node) *big.Int { return ir.EvalTree(n, x.get) }

func (x *refInst) is(n *ir.Node) bool { return n == nil || x.eval(n).Sign() != 0 }

func (x *refInst) word(m *ir.Mem, addr *big.Int) *big.Int {
	if a := addr.Uint64(); a < uint64(m.Depth) {
		return x.mems[m][a]
	}
	return new(big.Int)
}

// clockName is the top-level clock of a clock input, by name.
func (x *refInst) clockName(s *ir.Signal) string {
	for ; x.parent != nil; x = x.parent {
		for _, c := range x.inst.Ins {
			if c.Port == s {
				s = c.Values[0].Sig
				break
			}
		}
	}
	return s.Name
}

// edge lets the named clocks rise.
func (r *reference) edge(clocks map[string]bool) {
	var update []func()
	for _, x := range r.all {
		for _, s := range x.mod.Signals {
			if s.Kind != ir.Reg || !clocks[x.clockName(s.Clock)] {
				continue
			}
			for i := range s.Count {
				v := x.eval(s.Drive[i])
				if s.Reset != nil && x.is(s.Reset) {
					v = s.Init[i]
				}
				update = append(update, func() { x.state[elem{s, i}] = v })
			}
		}
		for _, m := range x.mod.Mems {
			for _, p := range m.Reads {
				if p.Clock != nil && clocks[x.clockName(p.Clock)] && x.is(p.En) {
					v := x.word(m, x.eval(p.Addr))
					update = append(update, func() { x.state[elem{p.Out, 0}] = v })
				}
			}
			for _, p := range m.Writes {
				if clocks[x.clockName(p.Clock)] && x.is(p.En) {
					update = append(update, x.write(m, p))
				}
			}
		}
	}
	for _, f := range update {
		f()
	}
	r.settle()
}

func (x *refInst) write(m *ir.Mem, p *ir.WritePort) func() {
	addr, data := x.eval(p.Addr).Uint64(), x.eval(p.Data)
	enable := ir.Mask(m.Width / m.Lane)
	if p.Mask != nil {
		enable = x.eval(p.Mask)
	}
	return func() {
		if addr >= uint64(m.Depth) {
			return
		}
		v := new(big.Int).Set(x.mems[m][addr])
		for b := range m.Width {
			if enable.Bit(b/m.Lane) == 1 {
				v.SetBit(v, b, data.Bit(b))
			}
		}
		x.mems[m][addr] = v
	}
}

// settle forgets computed values and lets asynchronous resets act, all that are
// active at once, until none changes anything.
func (r *reference) settle() {
	for again := true; again; {
		again = false
		var resets []func()
		for _, x := range r.all {
			clear(x.memo)
		}
		for _, x := range r.all {
			for _, s := range x.mod.Signals {
				if s.Kind != ir.Reg || !s.Async || !x.is(s.Reset) {
					continue
				}
				for i := range s.Count {
					if k := (elem{s, i}); x.state[k].Cmp(s.Init[i]) != 0 {
						resets = append(resets, func() { x.state[k] = s.Init[i] })
						again = true
					}
				}
			}
		}
		for _, reset := range resets {
			reset()
		}
	}
}
