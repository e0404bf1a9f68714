package hdl

import (
	"npugen/hdl/ir"
)

// Not is the negation.
func (a Bool) Not() Bool { return Bool{op(ir.OpNot, boolType, a.value)} }

// And is true when a and all of bs are.
func (a Bool) And(bs ...Bool) Bool { return a.chain(ir.OpAnd, bs) }

// Or is true when a or any of bs is.
func (a Bool) Or(bs ...Bool) Bool { return a.chain(ir.OpOr, bs) }

// Xor is true when an odd number of a and bs are.
func (a Bool) Xor(bs ...Bool) Bool { return a.chain(ir.OpXor, bs) }

// Eq is true when a and b are the same.
func (a Bool) Eq(b Bool) Bool { return compare(ir.OpEq, a.value, b.value) }

// Ne is true when a and b differ.
func (a Bool) Ne(b Bool) Bool { return compare(ir.OpNe, a.value, b.value) }

// AsUInt is 1 for true, 0 for false, in one bit.
func (a Bool) AsUInt() UInt { return UInt{cast(a.value, num(1, false))} }

func (a Bool) chain(o ir.Op, bs []Bool) Bool {
	args := make([]value, 1, len(bs)+1)
	args[0] = a.value
	for _, b := range bs {
		args = append(args, b.value)
	}
	if len(args) == 1 {
		return a
	}
	return Bool{op(o, boolType, args...)}
}

func (a Bool) mark(d *Diagnostic) Bool { return Bool{a.bad(d)} }

// Any is the or of all, false for none.
func Any(bs ...Bool) Bool {
	if len(bs) == 0 {
		return B(false)
	}
	return bs[0].Or(bs[1:]...)
}

// All is the and of all, true for none.
func All(bs ...Bool) Bool {
	if len(bs) == 0 {
		return B(true)
	}
	return bs[0].And(bs[1:]...)
}
