package access

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/isa"
)

// Of is what an instruction touches, in the order in which it does so: of each
// row first what it reads, then what it writes. An *Error says what of it is
// illegal. Reads of the instruction itself and the weight FIFO are not in it.
func Of(s bundle.Shape, in isa.Instruction) ([]Span, error) {
	c := &checker{shape: s, in: Elements(s, in), op: in.Op()}
	for _, name := range isa.Elements(c.op) {
		if v := in.Get(name); !known(s, v) {
			c.refuse(name, uint64(v), "a lane below %d in its lower %d bits", s.Lanes, s.LaneBits())
			return nil, c.err
		}
	}
	switch c.op {
	case isa.NOP, isa.END:
	case isa.STREAM:
		c.stream()
	case isa.LOAD:
		c.load()
	case isa.MATMUL:
		c.matmul()
	case isa.MAP:
		c.vectorMap()
	case isa.QUANT:
		c.quant()
	case isa.ARGMAX:
		c.argmax()
	case isa.TOPK:
		c.topK()
	case isa.STORE:
		c.store()
	default:
		c.refuse("op", uint64(c.op), "one of the operations of package isa")
	}
	if c.err != nil {
		return nil, c.err
	}
	return c.spans, nil
}

// Elements is an instruction whose places and distances in the vector buffer are
// numbers of elements, not addresses: what this package and the functional model
// work with.
func Elements(s bundle.Shape, in isa.Instruction) isa.Instruction {
	for _, name := range isa.Elements(in.Op()) {
		f, _ := isa.Lookup(in.Op(), name)
		e, _ := s.Element(uint64(in.Get(name)))
		in[f.Word] = in[f.Word]&^f.Mask() | uint32(e)<<f.Lo&f.Mask()
	}
	return in
}

// known is whether an address has a lane that there is.
func known(s bundle.Shape, address uint32) bool {
	_, ok := s.Element(uint64(address))
	return ok
}

// checker gathers the spans of one instruction until the first error.
type checker struct {
	shape bundle.Shape
	in    isa.Instruction
	op    isa.Op
	spans []Span
	err   error
}

func (c *checker) get(name string) uint64 { return uint64(c.in.Get(name)) }

func (c *checker) refuse(field string, v uint64, want string, args ...any) {
	if c.err == nil {
		c.err = &Error{Op: c.op, Field: field, Value: v, Want: fmt.Sprintf(want, args...)}
	}
}

// within refuses a field's value outside lo..hi.
func (c *checker) within(field string, v, lo, hi uint64) bool {
	if v < lo || v > hi {
		c.refuse(field, v, "%d to %d", lo, hi)
		return false
	}
	return true
}

// multiple refuses a field's value that n does not divide.
func (c *checker) multiple(field string, v, n uint64) bool {
	if v%n != 0 {
		c.refuse(field, v, "a multiple of %d", n)
		return false
	}
	return true
}

// touch adds n units of a space from lo on; field is what led there.
func (c *checker) touch(field string, space Space, write bool, lo, n uint64) bool {
	if n == 0 {
		return true
	}
	if size := Size(c.shape, space); lo >= size || n > size-lo {
		c.refuse(field, lo, "%v[%d..%d] to lie in 0 to %d", space, lo, lo+n-1, size-1)
		return false
	}
	if last := len(c.spans) - 1; last >= 0 && c.spans[last].Hi == lo && c.spans[last].Space == space && c.spans[last].Write == write {
		c.spans[last].Hi += n // a run of bytes or rows is one span
		return true
	}
	c.spans = append(c.spans, Span{Space: space, Write: write, Lo: lo, Hi: lo + n})
	return true
}

// Size is how many units a space has. Memory is what 32 bits of lines address.
func Size(s bundle.Shape, space Space) uint64 {
	switch space {
	case VB:
		return uint64(s.VBWords) * uint64(s.Lanes)
	case AB:
		return uint64(s.ABRows)
	case SB:
		return uint64(s.SBWords)
	}
	return 64 << 32
}
