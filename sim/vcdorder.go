package sim

import (
	"cmp"
	"slices"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// vcdOrder is the order in which the values of a time are written: by class,
// what is stored before what is computed, by signal as a walk through the
// hierarchy finds it, and the cells of a grid one after the other. The compiled
// engine keeps them in about that order, so that what has changed is found and
// written a stretch at a time.
type vcdOrder struct {
	groups map[string]*vcdGroup
	next   int
}

// vcdGroup is the same signal of all cells of a grid, or a signal that is in
// none.
type vcdGroup struct {
	at     int  // of the walk, where the signal is declared
	own    bool // that has been found, else it is where something repeats it
	stored bool
}

// group is the group of a signal and the number of its cell.
func (v *VCD) group(x spot) (g *vcdGroup, lane int) {
	flat := make([]engine.Step, len(x.path))
	for i, step := range x.path {
		lane = lane*instances(step.Inst) + step.Cell
		flat[i] = engine.Step{Inst: step.Inst}
	}
	key := v.s.key(spot{flat, x.sig, x.i})
	g = v.order.groups[key]
	if g == nil {
		g = &vcdGroup{at: v.order.step(), stored: x.sig.Kind == ir.Reg || len(x.path) == 0 && x.sig.Kind == ir.Input}
		v.order.groups[key] = g
	}
	return g, lane
}

// declared says that the walk is at a signal that repeats no other.
func (o *vcdOrder) declared(g *vcdGroup) {
	if !g.own {
		g.at, g.own = o.step(), true
	}
}

func (o *vcdOrder) step() int {
	o.next++
	return o.next
}

func (v *VCD) sort() {
	slices.SortStableFunc(v.vars, func(a, b vcdVar) int {
		return cmp.Or(int(a.class())-int(b.class()), a.group.compare(b.group), a.lane-b.lane)
	})
}

func (g *vcdGroup) compare(o *vcdGroup) int {
	if g.stored != o.stored {
		if g.stored {
			return -1
		}
		return 1
	}
	return g.at - o.at
}

// same reports whether two places are one.
func (x spot) same(y spot) bool {
	return x.sig == y.sig && x.i == y.i && slices.Equal(x.path, y.path)
}
