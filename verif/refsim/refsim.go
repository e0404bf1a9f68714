package refsim

import (
	"fmt"
	"math/big"

	"npugen/hdl/ir"
)

// Sim is a design and its state.
type Sim struct {
	top    *instance
	inputs map[elem]*big.Int
	clocks []*ir.Signal
	all    []*instance // parents before children
}

type elem struct {
	sig *ir.Signal
	i   int
}

// instance is one module of the flattened hierarchy.
type instance struct {
	sim      *Sim
	mod      *ir.Module
	parent   *instance
	inst     *ir.Inst // nil for the top
	cell     int
	children map[*ir.Inst][]*instance
	nets     map[*ir.Signal]netDriver
	state    map[elem]*big.Int      // registers and synchronous read ports
	mems     map[*ir.Mem][]*big.Int // contents
	memo     map[elem]*big.Int      // values since the last change; nil while being computed
}

// netDriver is what drives a net: an instance's output or a memory's port.
type netDriver struct {
	inst *ir.Inst
	port *ir.Signal
	mem  *ir.Mem
	read *ir.ReadPort
}

// New makes the state of d, which must be legal by ir.Verify, with the
// power-up values of seed.
func New(d *ir.Design, seed uint64) *Sim {
	s := &Sim{inputs: map[elem]*big.Int{}}
	s.top = s.newInstance(d.Top, nil, nil, 0, seed)
	for _, p := range d.Top.Signals {
		if p.Kind == ir.Input && p.Type.Class == ir.Clock {
			s.clocks = append(s.clocks, p)
		}
	}
	return s
}

func (s *Sim) newInstance(m *ir.Module, parent *instance, inst *ir.Inst, cell int, seed uint64) *instance {
	x := &instance{sim: s, mod: m, parent: parent, inst: inst, cell: cell, children: map[*ir.Inst][]*instance{},
		nets: map[*ir.Signal]netDriver{}, state: map[elem]*big.Int{}, mems: map[*ir.Mem][]*big.Int{}, memo: map[elem]*big.Int{}}
	s.all = append(s.all, x)
	for _, sig := range m.Signals {
		if sig.Kind == ir.Reg {
			x.powerUp(sig, seed)
		}
	}
	for _, mem := range m.Mems {
		words := make([]*big.Int, mem.Depth)
		for i := range words {
			words[i] = ir.PowerUp(seed, m.Name, mem.Name, i, mem.Width)
			if i < len(mem.Init) {
				words[i] = mem.Init[i]
			}
		}
		x.mems[mem] = words
		for _, r := range mem.Reads {
			x.nets[r.Out] = netDriver{mem: mem, read: r}
			if r.Clock != nil {
				x.powerUp(r.Out, seed)
			}
		}
	}
	for _, in := range m.Insts {
		cells := 1
		if in.Grid != nil {
			cells = in.Grid.Cells()
		}
		for c := range cells {
			x.children[in] = append(x.children[in], s.newInstance(in.Module, x, in, c, seed))
		}
		for _, o := range in.Outs {
			if o.Net != nil {
				x.nets[o.Net] = netDriver{inst: in, port: o.Port}
			}
		}
	}
	return x
}

func (x *instance) powerUp(sig *ir.Signal, seed uint64) {
	for i := range sig.Count {
		x.state[elem{sig, i}] = ir.PowerUp(seed, x.mod.Name, sig.Name, i, sig.Type.Width)
	}
}

// Set drives one element of an input of the top; inputs start at 0. The raw
// bits take effect at the next Settle.
func (s *Sim) Set(sig *ir.Signal, i int, raw *big.Int) { s.inputs[elem{sig, i}] = raw }

// Get is the raw bits of one element of a signal of the top.
func (s *Sim) Get(sig *ir.Signal, i int) *big.Int { return s.top.value(sig, i) }

// Settle forgets what was computed and lets asynchronous resets act, all that are
// active at once, until none changes anything.
func (s *Sim) Settle() {
	for changed := true; changed; {
		changed = false
		var resets []func() (changed bool)
		for _, x := range s.all {
			clear(x.memo)
		}
		for _, x := range s.all {
			for _, sig := range x.mod.Signals {
				if sig.Kind == ir.Reg && sig.Async && sig.Reset != nil && x.eval(sig.Reset).Sign() != 0 {
					resets = append(resets, func() bool { return x.load(sig, sig.Init) })
				}
			}
		}
		for _, reset := range resets {
			changed = reset() || changed
		}
	}
}

func (x *instance) load(sig *ir.Signal, vals []*big.Int) (changed bool) {
	for i, v := range vals {
		k := elem{sig, i}
		changed = changed || x.state[k].Cmp(v) != 0
		x.state[k] = v
	}
	return changed
}

// Edge is a rising edge, all at once, of the clocks whose bit is set; bit i
// stands for the i-th clock port of the top. The logic must have settled.
func (s *Sim) Edge(clocks uint64) {
	var updates []func()
	for _, x := range s.all {
		for _, sig := range x.mod.Signals {
			if sig.Kind == ir.Reg && x.rises(sig.Clock, clocks) {
				updates = append(updates, x.nextRegister(sig))
			}
		}
		for _, mem := range x.mod.Mems {
			for _, r := range mem.Reads {
				if r.Clock != nil && x.rises(r.Clock, clocks) && x.on(r.En) {
					v := x.word(mem, x.eval(r.Addr))
					updates = append(updates, func() { x.state[elem{r.Out, 0}] = v })
				}
			}
			for _, w := range mem.Writes {
				if x.rises(w.Clock, clocks) && x.on(w.En) {
					updates = append(updates, x.write(mem, w))
				}
			}
		}
	}
	for _, u := range updates {
		u()
	}
	s.Settle()
}

func (x *instance) nextRegister(sig *ir.Signal) func() {
	if sig.Reset != nil && x.eval(sig.Reset).Sign() != 0 {
		return func() { x.load(sig, sig.Init) }
	}
	next := make([]*big.Int, sig.Count)
	for i := range next {
		next[i] = x.eval(sig.Drive[i])
	}
	return func() { x.load(sig, next) }
}

// write merges the enabled lanes when it runs, so that of several ports the
// last wins lane by lane.
func (x *instance) write(mem *ir.Mem, w *ir.WritePort) func() {
	addr, data := x.eval(w.Addr), x.eval(w.Data)
	mask := ir.Mask(mem.Width)
	if w.Mask != nil {
		m := x.eval(w.Mask)
		mask = new(big.Int)
		for lane := range mem.Width / mem.Lane {
			if m.Bit(lane) == 1 {
				mask.Or(mask, new(big.Int).Lsh(ir.Mask(mem.Lane), uint(lane*mem.Lane)))
			}
		}
	}
	return func() {
		if !addr.IsInt64() || addr.Int64() >= int64(mem.Depth) {
			return
		}
		old := x.mems[mem][addr.Int64()]
		kept := new(big.Int).AndNot(old, mask)
		x.mems[mem][addr.Int64()] = kept.Or(kept, new(big.Int).And(data, mask))
	}
}

func (x *instance) word(mem *ir.Mem, addr *big.Int) *big.Int {
	if !addr.IsInt64() || addr.Int64() >= int64(mem.Depth) {
		return new(big.Int)
	}
	return x.mems[mem][addr.Int64()]
}

func (x *instance) on(n *ir.Node) bool { return n == nil || x.eval(n).Sign() != 0 }

// rises reports whether clock sig of x is one of the top's clocks in the set.
func (x *instance) rises(sig *ir.Signal, clocks uint64) bool {
	for x.parent != nil {
		sig = x.conn(sig).Values[0].Sig
		x = x.parent
	}
	for i, c := range x.sim.clocks {
		if c == sig {
			return clocks>>i&1 == 1
		}
	}
	panic(fmt.Sprintf("refsim: clock %s is not a port of the top", sig.Name))
}

func (x *instance) eval(n *ir.Node) *big.Int { return ir.EvalTree(n, x.value) }

// value is the raw bits of one element of a signal.
func (x *instance) value(sig *ir.Signal, i int) *big.Int {
	k := elem{sig, i}
	if v, ok := x.memo[k]; ok {
		if v == nil {
			panic(fmt.Sprintf("refsim: combinational loop through %s.%s", x.mod.Name, sig.Name))
		}
		return v
	}
	x.memo[k] = nil
	v := x.compute(sig, i)
	x.memo[k] = v
	return v
}

func (x *instance) compute(sig *ir.Signal, i int) *big.Int {
	switch sig.Kind {
	case ir.Input:
		return x.input(sig, i)
	case ir.Output, ir.Wire:
		return x.eval(sig.Drive[i])
	case ir.Reg:
		return x.state[elem{sig, i}]
	}
	d := x.nets[sig]
	switch {
	case d.inst != nil:
		return x.children[d.inst][i/d.port.Count].value(d.port, i%d.port.Count)
	case d.read.Clock != nil:
		return x.state[elem{sig, i}]
	}
	return x.word(d.mem, x.eval(d.read.Addr))
}

func (x *instance) conn(port *ir.Signal) *ir.Conn {
	for i := range x.inst.Ins {
		if x.inst.Ins[i].Port == port {
			return &x.inst.Ins[i]
		}
	}
	panic(fmt.Sprintf("refsim: port %s of %s is not connected", port.Name, x.inst.Name))
}

// input is the value of an input port: of the test bench at the top, else of
// what the parent connects to this cell.
func (x *instance) input(port *ir.Signal, i int) *big.Int {
	if x.parent == nil {
		if v := x.sim.inputs[elem{port, i}]; v != nil {
			return v
		}
		return new(big.Int)
	}
	c := x.conn(port)
	at := 0 // which of the connected values
	if g := x.inst.Grid; g != nil {
		row, col := place(*g, x.cell)
		from := -1 // the neighbour's number
		switch c.Kind {
		case ir.ConnRow:
			at = row
		case ir.ConnCol:
			at = col
		case ir.ConnCell:
			at = x.cell
		case ir.ConnWest:
			at = row
			if col > 0 {
				from = x.cell - 1
			}
		case ir.ConnEast:
			at = row
			if col < g.RowLen(row)-1 {
				from = x.cell + 1
			}
		case ir.ConnNorth:
			at = col
			if row > 0 {
				from = g.RowStart(row-1) + col
			}
		case ir.ConnSouth:
			at = col
			if row < g.Rows-1 {
				from = g.RowStart(row+1) + col
			}
		}
		if from >= 0 {
			return x.parent.children[x.inst][from].value(c.From, i)
		}
	}
	return x.parent.eval(c.Values[at*port.Count+i])
}

// place is the row and column of a cell.
func place(g ir.Grid, cell int) (row, col int) {
	for row+1 < g.Rows && g.RowStart(row+1) <= cell {
		row++
	}
	return row, cell - g.RowStart(row)
}
