package verilog

import (
	"fmt"

	"npugen/hdl/ir"
)

// run is consecutive elements of a vector.
type run struct{ first, count int }

// net is the elements of s in r.
func (r run) net(s *ir.Signal) netRange {
	return signalNet(s).sub(r.first*s.Type.Width, r.count*s.Type.Width)
}

// elementName names what the elements r of s are driven with.
func elementName(s *ir.Signal, r run) string {
	if r.count == s.Count {
		return s.Name
	}
	return fmt.Sprintf("%s_%d", s.Name, r.first)
}

// runs cuts the drivers ns of s, of which the first drives element first, into
// the longest runs that one statement can drive: all constants, parts of one
// net in order, outputs of one grid, or choices by one condition.
func (w *writer) runs(s *ir.Signal, first int, ns []*ir.Node) []run {
	var rs []run
	for i := range ns {
		if i > 0 && w.joins(ns[i-1], ns[i]) {
			rs[len(rs)-1].count++
			continue
		}
		rs = append(rs, run{first + i, 1})
	}
	return rs
}

// joins reports whether b, which drives the element after that of a, goes in
// one statement with it.
func (w *writer) joins(a, b *ir.Node) bool {
	switch {
	case a.Op == ir.OpConst && b.Op == ir.OpConst:
		return true
	case a.Op == ir.OpRef && b.Op == ir.OpRef && a.Sig == b.Sig && w.cells[a.Sig] != nil:
		return true
	case a.Op == ir.OpMux && b.Op == ir.OpMux:
		return w.sameMux([]*ir.Node{a, b}) && w.joins(a.Args[1], b.Args[1]) && w.joins(a.Args[2], b.Args[2])
	}
	x, lo, ok := source(a)
	y, hi, same := source(b)
	return ok && same && x == y && (hi == lo+a.Width || hi == lo)
}

// source is the named thing that n is a part of, and its lowest bit in it.
func source(n *ir.Node) (of any, lo int, ok bool) {
	switch n.Op {
	case ir.OpRef:
		return n.Sig, n.Elem * n.Width, true
	case ir.OpCast:
		return source(n.Args[0])
	case ir.OpSlice:
		if of, lo, ok := source(n.Args[0]); ok {
			return of, lo + n.Lo, true
		}
		return n.Args[0], n.Lo, true
	}
	return nil, 0, false
}
