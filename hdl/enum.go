package hdl

import (
	"fmt"
	"math/big"

	"npugen/hdl/ir"
)

// EnumKey is a Go enumeration with names: integer constants with a String
// method.
type EnumKey interface {
	~int | ~int8 | ~int16 | ~int32 | ~uint | ~uint8 | ~uint16 | ~uint32
	comparable
	fmt.Stringer
}

// Enum is a signal that holds a value of the Go enumeration E. Its names reach
// the Verilog as localparams and the waves as text.
type Enum[E EnumKey] struct{ value }

func (Enum[E]) bits() {}

// EnumT is the type of a signal that holds one of the listed values.
func EnumT[E EnumKey](members ...E) Enum[E] {
	t := &ir.Enum{Name: enumName[E]()}
	top := uint64(0)
	seen := map[string]bool{}
	for _, e := range members {
		if e < 0 {
			return Enum[E]{value{typ: num(1, false), err: newDiag(CodeConst, "enumeration %s has the negative value %d", t.Name, int64(e)).fix("number the constants from 0")}}
		}
		name, ok := textOf(e)
		if !ok {
			return Enum[E]{value{typ: num(1, false), err: newDiag(CodeConst, "enumeration %s lists the value %d, for which String panics", t.Name, int64(e)).fix("make String cover every value that is listed, or do not list it")}}
		}
		if seen[name] {
			return Enum[E]{value{typ: num(1, false), err: newDiag(CodeDuplicate, "enumeration %s lists %s twice", t.Name, name).fix("list each value once, and give each its own String")}}
		}
		seen[name] = true
		t.Members = append(t.Members, ir.Member{Name: name, Value: uint64(e)})
		top = max(top, uint64(e))
	}
	t.Width = minWidth(new(big.Int).SetUint64(top), false)
	v := value{typ: ir.Type{Width: t.Width, Enum: t}}
	if len(members) == 0 {
		v.err = newDiag(CodeModule, "enumeration %s without values", t.Name).fix("list them: hdl.EnumT(Idle, Run, Done)")
	}
	return Enum[E]{v}
}

// textOf is the name of e, and false where its String panics, as the usual
// array of names does for other values.
func textOf[E EnumKey](e E) (s string, ok bool) {
	defer func() {
		if recover() != nil {
			s = fmt.Sprintf("%s(%d)", enumName[E](), int64(e))
		}
	}()
	return e.String(), true
}

func enumName[E EnumKey]() string {
	var e E
	return baseName(reflectType(e))
}

// Of is the constant e of the same enumeration as t, which may be a type or a
// signal.
func (t Enum[E]) Of(e E) Enum[E] {
	v := value{typ: t.typ, err: t.err}
	if t.typ.Enum == nil {
		v = v.need()
		return Enum[E]{v}
	}
	if !t.has(e) && v.err == nil {
		name, _ := textOf(e)
		v.err = newDiag(CodeConst, "%s is not among the values of %s", name, t.typ.Enum.Name).fix("list it in hdl.EnumT")
	}
	v.node = constNode(t.typ, new(big.Int).SetUint64(uint64(e)))
	return Enum[E]{v}
}

func (t Enum[E]) has(e E) bool {
	if t.typ.Enum == nil {
		return false
	}
	for _, m := range t.typ.Enum.Members {
		if m.Value == uint64(e) {
			return true
		}
	}
	return false
}

// Is compares with a constant.
func (t Enum[E]) Is(e E) Bool {
	c := Enum[E]{t.need()}.Of(e)
	return compare(ir.OpEq, t.value, c.value)
}

// Eq compares two signals of one enumeration.
func (t Enum[E]) Eq(u Enum[E]) Bool { return compare(ir.OpEq, t.value, u.value) }

// AsUInt is the Go constant's number.
func (t Enum[E]) AsUInt() UInt { return UInt{cast(t.value, num(t.need().typ.Width, false))} }

// State is a state machine's register over the enumeration E.
type State[E EnumKey] struct{ reg *Register[Enum[E]] }

// FSM makes a state register over the listed states; the first is the reset
// state.
func FSM[E EnumKey](m *Module, name string, states ...E) State[E] {
	t := EnumT(states...)
	if len(states) == 0 {
		m.flush(&t.value)
		return State[E]{Reg(m, name, t)}
	}
	return State[E]{RegInit(m, name, t.Of(states[0]))}
}

// Q is the present state.
func (s State[E]) Q() Enum[E] { return s.reg.Q() }

// Is reports whether e is the present state.
func (s State[E]) Is(e E) Bool { return s.reg.q.Is(e) }

// Goto makes e the next state, under the enclosing conditions.
func (s State[E]) Goto(e E) { s.reg.D(s.reg.q.Of(e)) }

// typeName is a type as messages name it.
func typeName(t ir.Type) string {
	switch {
	case t.Class == ir.Clock:
		return "clock"
	case t.Enum != nil:
		return t.Enum.Name
	case t.Bool:
		return "bool"
	case t.Signed:
		return fmt.Sprintf("sint<%d>", t.Width)
	}
	return fmt.Sprintf("uint<%d>", t.Width)
}
