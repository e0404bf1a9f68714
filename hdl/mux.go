package hdl

import (
	"slices"

	"npugen/hdl/ir"
)

// Mux is a where c is true, else b, signal by signal for bundles. Both must
// have the same type.
func Mux[T any](c Bool, a, b T) T {
	out := clone(a)
	to, d := leaves(&out)
	b = clone(b)
	from, d2 := leaves(&b)
	if d != nil || d2 != nil || len(to) != len(from) {
		return shapeError(c.mod, out, "Mux", "its two values have different shapes", "make them from one type")
	}
	if hasStream(to) {
		return shapeError(c.mod, out, "Mux", noChoice, chooseStream)
	}
	for i := range to {
		if len(to[i].vals) != len(from[i].vals) {
			return shapeError(c.mod, out, "Mux", "its two values have different shapes", "make them from one type")
		}
		for k, v := range to[i].vals {
			*v = choose("Mux", ir.OpMux, c.value, []value{*v, *from[i].vals[k]})
		}
	}
	return out
}

// Index is the element of vec at place i, or zero beyond the last. The index
// is as wide as it need be, no wider.
func Index[T any](vec []T, i UInt) T {
	if len(vec) == 0 {
		var t T
		return shapeError(i.mod, t, "Index", "the vector is empty", "give it at least one element")
	}
	iv := i.need()
	if want := ir.AddrWidth(len(vec)); iv.typ.Width != want {
		iv = wrapTo(iv, want).bad(newDiag(CodeMismatch, "an index of %d bits into %d elements", iv.typ.Width, len(vec)).
			fix("make the index %d bits wide with Trunc or Ext", want))
	}
	rows := make([][]leaf, len(vec))
	out := clone(vec[0])
	to, d := leaves(&out)
	for r := range vec {
		e := clone(vec[r])
		var d2 *Diagnostic
		if rows[r], d2 = leaves(&e); d != nil || d2 != nil || len(rows[r]) != len(to) {
			return shapeError(i.mod, out, "Index", "its elements have different shapes", "make them from one type")
		}
	}
	if hasStream(to) {
		return shapeError(i.mod, out, "Index", noChoice, chooseStream)
	}
	for l := range to {
		for k, v := range to[l].vals {
			args := make([]value, len(vec))
			for r := range vec {
				if len(rows[r][l].vals) != len(to[l].vals) {
					return shapeError(i.mod, out, "Index", "its elements have different shapes", "make them from one type")
				}
				args[r] = *rows[r][l].vals[k]
			}
			*v = choose("Index", ir.OpIndex, iv, args)
		}
	}
	return out
}

const (
	noChoice     = "a stream is no value to choose among"
	chooseStream = "choose among Valid and Data, and Accept under the condition that chose"
)

func hasStream(ls []leaf) bool { return slices.ContainsFunc(ls, func(l leaf) bool { return l.flip }) }

// choose makes a choice node after checking that all values have one type.
func choose(name string, o ir.Op, sel value, vals []value) value {
	t := vals[0].need().typ
	for _, v := range vals { // the type is that of a value without a mistake
		if v = v.need(); v.err == nil {
			t = v.typ
			break
		}
	}
	args := append(make([]value, 0, len(vals)+1), sel)
	var err *Diagnostic
	for _, v := range vals {
		v = v.need()
		if !sameBits(v.typ, t) {
			if err == nil && v.err == nil {
				err = newDiag(CodeMismatch, "%s of %s and %s", name, typeName(t), typeName(v.typ)).
					fix("bring all values to one type with Ext, Trunc or Sat")
			}
			v = value{typ: t, node: constNode(t, zero), mod: v.mod, err: v.err}
		}
		args = append(args, v)
	}
	out := op(o, t, args...)
	if err != nil {
		out = out.bad(err)
	}
	return out
}

// shapeError is t, marked with a mistake of shape, which is reported at once
// where the module is known.
func shapeError[T any](m *Module, t T, what, problem, fix string) T {
	d := newDiag(CodeMismatch, "%s: %s", what, problem).fix("%s", fix)
	if m != nil {
		m.report(d)
	}
	return poison(t, d)
}

// Pack joins the signals of a bundle into one number, the first field in the
// highest bits and element 0 of a vector in the lowest of its field.
func Pack[T any](t T) UInt {
	t = clone(t)
	ls, d := leaves(&t)
	if d != nil || len(ls) == 0 {
		return UInt{value{typ: num(1, false), err: d}.need()}
	}
	var vs []value
	w := 0
	for _, l := range ls {
		for k := len(l.vals) - 1; k >= 0; k-- {
			v := l.vals[k].need()
			vs = append(vs, v)
			w += v.typ.Width
		}
	}
	return UInt{cat(vs, w)}
}

// PackedWidth is the width of Pack(t).
func PackedWidth[T any](t T) int {
	w := 0
	ls, _ := leaves(&t)
	for _, l := range ls {
		w += len(l.vals) * l.typ().Width
	}
	return w
}

// Unpack is the reverse of Pack for a bundle of type t.
func Unpack[T any](t T, x UInt) T {
	t = typesOf(t)
	ls, d := leaves(&t)
	if d != nil {
		return t
	}
	v := x.need()
	if w := PackedWidth(t); w != v.typ.Width {
		v = wrapTo(v, max(w, 1)).bad(newDiag(CodeMismatch, "Unpack of %d bits into a bundle of %d", v.typ.Width, w).
			fix("give it the bits of a Pack of the same type"))
	}
	lo := v.typ.Width
	for _, l := range ls {
		for k := len(l.vals) - 1; k >= 0; k-- {
			lo -= l.typ().Width
			*l.vals[k] = cast(slice(v, lo, l.typ().Width, false), l.typ())
		}
	}
	return t
}
