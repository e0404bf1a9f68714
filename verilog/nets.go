package verilog

import (
	"fmt"
	"math/bits"

	"npugen/hdl/ir"
)

// netRange is bits lo .. lo+width-1 of a declared net.
type netRange struct {
	name   string
	lo     int
	width  int
	total  int // width of the whole net
	signed bool
}

func (r netRange) whole() bool { return r.width == r.total }

func (r netRange) sub(lo, width int) netRange {
	r.lo += lo
	r.width = width
	return r
}

func (r netRange) String() string {
	switch {
	case r.whole():
		return r.name
	case r.width == 1:
		return fmt.Sprintf("%s[%d]", r.name, r.lo)
	}
	return fmt.Sprintf("%s[%d:%d]", r.name, r.lo+r.width-1, r.lo)
}

// signalNet is the net of a signal.
func signalNet(s *ir.Signal) netRange {
	return netRange{name: s.Name, width: s.Bits(), total: s.Bits(), signed: declaredSigned(s)}
}

// declaredSigned reports whether the declaration of s says signed. Vectors are
// packed, and a bit has no sign worth telling.
func declaredSigned(s *ir.Signal) bool { return s.Type.Signed && s.Count == 1 && s.Type.Width > 1 }

// usage notes which bits of each net the text reads, because a net of which
// some bits are never read is a lint warning.
type usage struct {
	nets  []*watched
	index map[string]*watched
}

// watched is a declared net and a set of its bits that are read.
type watched struct {
	netRange
	read []uint64
}

// declare adds a net that is to be watched; a second time is ignored.
func (u *usage) declare(r netRange) {
	if u.index == nil {
		u.index = map[string]*watched{}
	}
	if u.index[r.name] == nil {
		n := &watched{r, make([]uint64, (r.total+63)/64)}
		u.index[r.name] = n
		u.nets = append(u.nets, n)
	}
}

// mark notes that the bits of r are read, if its net is watched.
func (u *usage) mark(r netRange) {
	n := u.index[r.name]
	if n == nil {
		return
	}
	for b := r.lo; b < r.lo+r.width; {
		if b%64 == 0 && r.lo+r.width-b >= 64 {
			n.read[b/64] = ^uint64(0)
			b += 64
			continue
		}
		n.read[b/64] |= 1 << (b % 64)
		b++
	}
}

// unread lists the nets of which some bit is never read.
func (u *usage) unread() []string {
	var names []string
	for _, n := range u.nets {
		count := 0
		for _, word := range n.read {
			count += bits.OnesCount64(word)
		}
		if count < n.total {
			names = append(names, n.name)
		}
	}
	return names
}
