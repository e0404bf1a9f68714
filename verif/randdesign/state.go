package randdesign

import "npugen/hdl"

// target is something that a block of statements assigns.
type target struct {
	assign func() // with a fresh random value
	wire   bool   // must have a value on every path
	used   *bool  // it has been assigned somewhere
}

func newTarget(wire bool, assign func()) target {
	used := new(bool)
	return target{func() { *used = true; assign() }, wire, used}
}

// regs makes n registers, of random type, and their targets. Their present
// values are in the scope at once; what they are assigned comes later.
func (g *gen) regs(n int) []target {
	var ts []target
	for range n {
		switch g.r.IntN(6) {
		case 0:
			r := register(g, "b", hdl.BoolT(), hdl.B(g.chance(2)))
			g.add(r.Q())
			ts = append(ts, newTarget(false, func() { r.D(g.bool(3)) }))
		case 1, 2:
			w := g.anyWidth()
			r := register(g, "r", hdl.UIntT(w), hdl.UBig(g.bits(w), w))
			g.add(r.Q())
			ts = append(ts, newTarget(false, func() { r.D(g.uint(w, 4)) }))
		case 3:
			w := g.anyWidth()
			r := register(g, "a", hdl.SIntT(w), hdl.UBig(g.bits(w), w).AsSInt())
			g.add(r.Q())
			ts = append(ts, newTarget(false, func() { r.D(g.sint(w, 4)) }))
		case 4:
			w, n := g.anyWidth(), 1+g.r.IntN(4)
			init := make([]hdl.UInt, n)
			for i := range init {
				init[i] = hdl.UBig(g.bits(w), w)
			}
			r := register(g, "v", hdl.Vec(n, hdl.UIntT(w)), init)
			for _, q := range r.Q() {
				g.add(q)
			}
			ts = append(ts, newTarget(false, func() {
				d := make([]hdl.UInt, n)
				for i := range d {
					d[i] = g.uint(w, 3).AddWrap(hdl.U(1)) // an element that holds for ever has no driver
				}
				r.D(d)
			}))
		case 5:
			x, y := g.anyWidth(), g.anyWidth()
			t := Pair{hdl.UIntT(x), hdl.SIntT(y), hdl.BoolT()}
			r := register(g, "p", t, Pair{hdl.UBig(g.bits(x), x), hdl.UBig(g.bits(y), y).AsSInt(), hdl.B(g.chance(2))})
			q := r.Q()
			g.add(q.X, q.Y, q.Z)
			ts = append(ts, newTarget(false, func() { r.D(g.pair(x, y)) }))
		}
	}
	return ts
}

func (g *gen) pair(x, y int) Pair {
	if g.chance(3) {
		return hdl.Unpack(Pair{hdl.UIntT(x), hdl.SIntT(y), hdl.BoolT()}, g.uint(x+y+1, 3))
	}
	return Pair{g.uint(x, 3), g.sint(y, 3), g.bool(2)}
}

// register makes a register with or without reset.
func register[T any](g *gen, base string, t, init T) *hdl.Register[T] {
	if g.chance(3) {
		return hdl.Reg(g.m, g.name(base), t)
	}
	return hdl.RegInit(g.m, g.name(base), init)
}

// machine is a state machine.
func (g *gen) machine() {
	s := hdl.FSM(g.m, g.name("state"), kinds[:]...)
	g.add(s.Q())
	c := hdl.Switch(g.m, s.Q())
	for _, k := range kinds[:1+g.r.IntN(len(kinds))] {
		c = c.Case(k, func() {
			g.m.When(g.bool(2), func() { s.Goto(pick(g.r, kinds[:])) }).
				Elsewhen(g.bool(2), func() { s.Goto(pick(g.r, kinds[:])) })
		})
	}
	if g.chance(2) {
		c.Default(func() { s.Goto(Idle) })
	}
}

// wires makes n wires, assigns them and then brings them into the scope.
func (g *gen) wires(n int) {
	var ts []target
	var vals []hdl.Bits
	for range n {
		w := g.anyWidth()
		if g.chance(2) {
			x := hdl.Wire(g.m, g.name("w"), hdl.UIntT(w))
			vals = append(vals, x.Get())
			ts = append(ts, newTarget(true, func() { x.Set(g.uint(w, 4)) }))
		} else {
			x := hdl.Wire(g.m, g.name("w"), hdl.SIntT(w))
			vals = append(vals, x.Get())
			ts = append(ts, newTarget(true, func() { x.Set(g.sint(w, 4)) }))
		}
	}
	g.statements(ts, 3)
	g.add(vals...)
}

// statements assigns targets, each at least once.
func (g *gen) statements(ts []target, depth int) {
	g.block(ts, depth)
	for _, t := range ts {
		if !*t.used {
			t.assign()
		}
	}
}

// block assigns targets: a default, conditional branches, or both. A wire gets
// a value on every path.
func (g *gen) block(ts []target, depth int) {
	if len(ts) == 0 {
		return
	}
	if depth == 0 || g.left <= 0 {
		for _, t := range ts {
			t.assign()
		}
		return
	}
	var some []target // those with a default, which branches may leave alone
	var must []target
	for _, t := range ts {
		switch {
		case g.chance(2):
			t.assign()
			some = append(some, target{t.assign, false, t.used})
		case t.wire:
			must = append(must, t)
		default:
			some = append(some, t)
		}
	}
	branch := func() {
		sub := append([]target(nil), must...)
		for _, t := range some {
			if g.chance(2) {
				sub = append(sub, t)
			}
		}
		g.block(sub, depth-1)
	}
	switch g.r.IntN(3) {
	case 0:
		c := g.m.When(g.bool(3), branch)
		for range g.r.IntN(3) {
			c = c.Elsewhen(g.bool(3), branch)
		}
		if len(must) > 0 || g.chance(2) {
			c.Otherwise(branch)
		}
	case 1:
		w := 1 + g.r.IntN(5)
		c := hdl.Switch(g.m, g.uint(w, 2))
		labels := g.r.Perm(1 << w)[:1+g.r.IntN(min(5, 1<<w))]
		for len(labels) > 0 {
			n := 1 + g.r.IntN(min(2, len(labels)))
			c = c.Cases(labels[:n], branch)
			labels = labels[n:]
		}
		if len(must) > 0 || g.chance(2) {
			c.Default(branch)
		}
	case 2:
		if len(g.kinds) == 0 {
			g.m.When(g.bool(2), branch).Otherwise(branch)
			return
		}
		c := hdl.Switch(g.m, pick(g.r, g.kinds)).
			Case(Idle, branch).
			Cases([]Kind{Run, Drain}, branch)
		if len(must) > 0 || g.chance(2) {
			c.Default(branch)
		}
	}
}
