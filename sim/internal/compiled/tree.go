package compiled

import (
	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// instance is an instance of the design, or all cells of a grid in lock step,
// with the values of its signals.
type instance struct {
	*engine.Instance
	sp *space

	nodes   map[*ir.Node][]*value
	signals map[elem][]*value // words, the low one first
	mems    map[*ir.Mem]*memory
}

// elem is one element of a signal.
type elem struct {
	sig *ir.Signal
	i   int
}

// A grid of few cells is better written out than looped over: sooner when its
// cells hold grids themselves, between which values would have to be moved.
const (
	fewCells  = 2
	fewNested = 8
)

func few(in *ir.Inst) bool {
	for _, inner := range in.Module.Insts {
		if inner.Grid != nil {
			return in.Grid.Cells() <= fewNested
		}
	}
	return in.Grid.Cells() <= fewCells
}

// newContexts makes the instances, in order of their numbers, and the spaces of
// grids in lock step.
func (l *lowering) newContexts() {
	for _, in := range engine.Instances(l.design.Top, func(in *ir.Inst) bool { return l.expand[in] || few(in) }) {
		c := &instance{
			Instance: in, sp: l.spaces[0],
			nodes: map[*ir.Node][]*value{}, signals: map[elem][]*value{}, mems: map[*ir.Mem]*memory{},
		}
		if in.Parent != nil {
			c.sp = l.parent(c).sp
		}
		if in.Lock {
			kinds := map[ir.ConnKind]bool{}
			for _, conn := range in.Inst.Ins {
				kinds[conn.Kind] = true
			}
			c.sp = newSpace(len(l.spaces), c.sp, *in.Inst.Grid, kinds)
			l.spaces = append(l.spaces, c.sp)
		}
		l.contexts = append(l.contexts, c)
	}
}

// parent is the instance around c, which is not the top.
func (l *lowering) parent(c *instance) *instance { return l.contexts[c.Parent.ID] }

// find is the instance and lane at the end of a path from the top.
func (l *lowering) find(path []engine.Step) (*instance, int) {
	at, lane := l.contexts[0].Find(path)
	return l.contexts[at.ID], lane
}
