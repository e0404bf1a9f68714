package hdl

import (
	"npugen/hdl/ir"
)

// value is what every signal type holds: a type, and the node that carries it
// once it is a signal rather than a mere type.
type value struct {
	_    [0]func() // == on hardware does not compile; use Eq
	typ  ir.Type
	node *ir.Node // nil for a type
	mod  *Module  // owner; nil for constants and types
	bind *binding // how a grid's cells get this value; nil elsewhere
	err  *Diagnostic
}

// Node is the netlist node behind a signal, nil for a type. Simulators use it
// to find the port to drive or to read.
func (v value) Node() *ir.Node { return v.node }

// Width is the number of bits.
func (v value) Width() int { return v.typ.Width }

func (v *value) ref() *value { return v }

func (v value) core() value { return v }

// Bits is any signal that is plain bits: Bool, UInt, SInt or Enum. A Clock is
// not.
type Bits interface {
	core() value
	bits()
	Width() int
	Node() *ir.Node
}

// Bool is one condition.
type Bool struct{ value }

// UInt is an unsigned number of Width bits.
type UInt struct{ value }

// SInt is a two's complement number of Width bits.
type SInt struct{ value }

// Clock is a clock. It is not data: it can only clock registers, memories and
// instances.
type Clock struct{ value }

func (Bool) bits() {}
func (UInt) bits() {}
func (SInt) bits() {}

// BoolT is the type of a condition. The zero Bool is the same type, so a Bool
// port needs no declaration.
func BoolT() Bool { return Bool{value{typ: boolType}} }

// UIntT is the type of an unsigned number of w bits.
func UIntT(w int) UInt { return UInt{typeOf(ir.Type{Width: w}, w)} }

// SIntT is the type of a two's complement number of w bits.
func SIntT(w int) SInt { return SInt{typeOf(ir.Type{Width: w, Signed: true}, w)} }

// ClockT is the type of a clock port. The zero Clock is the same type.
func ClockT() Clock { return Clock{value{typ: clockType}} }

// Vec is the type of a vector of n elements of type t.
func Vec[T any](n int, t T) []T {
	v := make([]T, max(n, 0))
	for i := range v {
		v[i] = clone(t)
	}
	return v
}

var (
	boolType  = ir.Type{Width: 1, Bool: true}
	clockType = ir.Type{Width: 1, Class: ir.Clock}
)

// maxWidth bounds a signal's width, so that a mistaken width is an error and
// not an exhausted machine.
const maxWidth = 1 << 20

const widthFix = "compute the width so that it stays in range, for example max(1, w)"

func typeOf(t ir.Type, w int) value {
	v := value{typ: t}
	if w < 1 || w > maxWidth {
		v.err = newDiag(CodeWidth, "width %d: want 1 to %d bits", w, maxWidth).
			fix(widthFix)
		v.typ.Width = 1
	}
	return v
}

// normal is the type of a leaf as declared, where the zero Bool and Clock
// stand for themselves.
func (v *value) normal(zero ir.Type) ir.Type {
	if v.typ.Width == 0 && zero.Width != 0 {
		return zero
	}
	return v.typ
}
