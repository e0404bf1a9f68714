package ir

import (
	"fmt"
	"math/big"
)

func (v *verifier) signal(s *Signal) {
	where := "signal " + s.Name
	t := s.Type
	if t.Width < 1 {
		v.fail("%s: width %d, want at least 1", where, t.Width)
	}
	if t.Bool && (t.Width != 1 || t.Signed) {
		v.fail("%s: a bool of width %d, signed %t", where, t.Width, t.Signed)
	}
	if t.Enum != nil && t.Enum.Width != t.Width {
		v.fail("%s: width %d, want %d of enum %s", where, t.Width, t.Enum.Width, t.Enum.Name)
	}
	if s.Count < 1 || s.Count > 1 && !s.Vec && s.Kind != InstOut { // the net of a grid has many cells
		v.fail("%s: %d elements, vector %t", where, s.Count, s.Vec)
	}
	if t.Class == Clock && (s.Kind != Input || t.Width != 1 || s.Count != 1) {
		v.fail("%s: a clock is a single input of width 1", where)
	}
	if s.Named && s.Kind != Wire {
		v.fail("%s: only a wire is kept by name", where)
	}

	drives := s.Kind == Output || s.Kind == Wire || s.Kind == Reg
	switch {
	case drives && len(s.Drive) != s.Count:
		v.fail("%s: %d drives, want %d", where, len(s.Drive), s.Count)
	case !drives && s.Drive != nil:
		v.fail("%s: kind %s has no drive of its own", where, s.Kind)
	}
	for i, n := range s.Drive {
		v.bits(fmt.Sprintf("%s: drive %d", where, i), n, t.Width)
	}

	if s.Kind != Reg {
		if s.Clock != nil || s.Reset != nil || s.Async || s.Init != nil || s.Sync {
			v.fail("%s: kind %s has no clock, reset or synchroniser mark", where, s.Kind)
		}
		return
	}
	v.clock(where, s.Clock)
	if s.Reset == nil {
		if s.Async || s.Init != nil {
			v.fail("%s: a reset value without a reset", where)
		}
		return
	}
	v.bits(where+": reset", s.Reset, 1)
	if len(s.Init) != s.Count {
		v.fail("%s: %d reset values, want %d", where, len(s.Init), s.Count)
	}
	for i, x := range s.Init {
		v.value(fmt.Sprintf("%s: reset value %d", where, i), x, t.Width)
	}
}

func (v *verifier) value(where string, x *big.Int, width int) {
	if x == nil || x.Sign() < 0 || x.BitLen() > width {
		v.fail("%s: %s does not fit in %d bits", where, x, width)
	}
}

func (v *verifier) mem(mem *Mem) {
	where := "memory " + mem.Name
	if mem.Width < 1 || mem.Depth < 1 {
		v.fail("%s: %d words of %d bits", where, mem.Depth, mem.Width)
		return
	}
	if mem.Lane < 1 || mem.Width%mem.Lane != 0 {
		v.fail("%s: lanes of %d bits do not divide %d", where, mem.Lane, mem.Width)
		return
	}
	if len(mem.Init) > mem.Depth {
		v.fail("%s: %d initial words, more than %d", where, len(mem.Init), mem.Depth)
	}
	for i, x := range mem.Init {
		v.value(fmt.Sprintf("%s: initial word %d", where, i), x, mem.Width)
	}
	for i, p := range mem.Reads {
		where := fmt.Sprintf("%s: read port %d", where, i)
		v.bits(where+": address", p.Addr, mem.AddrWidth())
		if p.En != nil {
			v.bits(where+": enable", p.En, 1)
		}
		if p.Clock != nil {
			v.clock(where, p.Clock)
		} else if p.En != nil {
			v.fail("%s: an asynchronous port has no enable", where)
		}
		v.drive(where, p.Out, MemOut)
		if p.Out != nil && (p.Out.Type.Width != mem.Width || p.Out.Count != 1) {
			v.fail("%s: net %s has %d elements of %d bits, want 1 of %d", where, p.Out.Name, p.Out.Count, p.Out.Type.Width, mem.Width)
		}
	}
	for i, p := range mem.Writes {
		where := fmt.Sprintf("%s: write port %d", where, i)
		v.clock(where, p.Clock)
		if p.En != nil {
			v.bits(where+": enable", p.En, 1)
		}
		v.bits(where+": address", p.Addr, mem.AddrWidth())
		v.bits(where+": data", p.Data, mem.Width)
		if p.Mask != nil {
			v.bits(where+": mask", p.Mask, mem.Width/mem.Lane)
		}
	}
}

// drive claims a net for the one instance or memory port that drives it.
func (v *verifier) drive(where string, net *Signal, kind Kind) {
	switch {
	case net == nil:
		v.fail("%s: no net", where)
	case !v.own[net]:
		v.fail("%s: net %s is of another module", where, net.Name)
	case net.Kind != kind:
		v.fail("%s: net %s is of kind %s, want %s", where, net.Name, net.Kind, kind)
	case v.driver[net] != "":
		v.fail("%s: net %s is already driven by %s", where, net.Name, v.driver[net])
	default:
		v.driver[net] = where
	}
}

func (v *verifier) assertion(a *Assertion) {
	where := "assertion " + a.Name
	v.clock(where, a.Clock)
	v.bits(where+": condition", a.Cond, 1)
	if a.When != nil {
		v.bits(where+": when", a.When, 1)
	}
	if a.Reset != nil {
		v.bits(where+": reset", a.Reset, 1)
	}
}
