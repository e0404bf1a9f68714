package hdl

import (
	"npugen/hdl/ir"
)

// op makes the node of an operator over args, all of one module, and passes
// on what is already wrong with them.
func op(o ir.Op, t ir.Type, args ...value) value {
	out := value{typ: t}
	nodes := make([]*ir.Node, len(args))
	for i := range args {
		a := args[i].need()
		nodes[i] = a.node
		if a.err != nil && out.err == nil {
			out.err = a.err
		}
		switch {
		case a.mod == nil || a.mod == out.mod:
		case out.mod == nil:
			out.mod = a.mod
		case out.err == nil:
			out.err = foreign(out.mod, a)
		}
	}
	out.node = &ir.Node{Op: o, Width: t.Width, Signed: t.Signed, Bool: t.Bool, Args: nodes}
	if out.mod != nil {
		out.node.Loc = out.mod.b.here()
		out.mod.flush(&out)
	}
	return out
}

// need is v as a signal: a type in its place becomes a zero that carries the
// mistake.
func (v value) need() value {
	if v.node != nil {
		return v
	}
	unset := v.typ.Width == 0
	if unset {
		v.typ = boolType
	}
	switch {
	case v.err != nil:
	case unset:
		v.err = newDiag(CodeTypeUsed, "a signal that was never set is used").
			fix("give the variable, field or vector element its signal before this line; a Bool port must be read from the inputs that Build got")
	default:
		v.err = newDiag(CodeTypeUsed, "a type is used where a signal is wanted").
			fix("make a signal of the type: hdl.Wire, hdl.Reg, or a port listed in Inputs; or a constant")
	}
	if v.bind != nil {
		v.err = newDiag(CodeGrid, "a grid cell's wiring is used as a signal").
			fix("inside the wiring function pass hdl.West, hdl.Row and so on to the cell unchanged; compute before the grid or inside the cell")
	}
	v.node = constNode(v.typ, zero)
	return v
}

func foreign(m *Module, a value) *Diagnostic {
	of, here := a.mod.title(), m.title()
	if of == here {
		of, here = a.mod.ir.Name, m.ir.Name
	}
	return newDiag(CodeForeign, "%s belongs to %s, not to %s", nameOf(a.node), of, here).
		fix("pass it through the ports: a module sees only its own inputs and what it makes itself")
}

func nameOf(n *ir.Node) string {
	if n != nil && n.Op == ir.OpRef {
		return `"` + n.Sig.Name + `"`
	}
	return "a signal"
}

// bad marks v with a mistake.
func (v value) bad(d *Diagnostic) value {
	if v.mod != nil {
		v.mod.report(d)
	}
	if v.err == nil {
		v.err = d
	}
	return v
}

// ext is v in w bits, by its own sign.
func ext(v value, w int) value {
	v = v.need()
	if v.typ.Width == w {
		return v
	}
	t := v.typ
	t.Width, t.Bool, t.Enum = w, false, nil
	return op(ir.OpExt, t, v)
}

func slice(v value, lo, w int, signed bool) value {
	v = v.need()
	if lo == 0 && w == v.typ.Width && signed == v.typ.Signed && !v.typ.Bool && v.typ.Enum == nil {
		return v
	}
	out := op(ir.OpSlice, ir.Type{Width: w, Signed: signed}, v)
	out.node.Lo = lo
	return out
}

// cast is the same bits read as type t.
func cast(v value, t ir.Type) value {
	v = v.need()
	if v.typ == t {
		return v
	}
	if v.node.Op == ir.OpConst {
		out := v
		out.typ, out.node = t, constNode(t, v.node.Val)
		return out
	}
	return op(ir.OpCast, t, v)
}

func num(w int, signed bool) ir.Type { return ir.Type{Width: w, Signed: signed} }

// arith is an addition, subtraction or product in w bits.
func arith(o ir.Op, a, b value, w int, signed bool) value {
	if o != ir.OpMul {
		a, b = ext(a, w), ext(b, w)
	}
	return op(o, num(w, signed), a, b)
}

// compare extends both sides to one width, which loses nothing.
func compare(o ir.Op, a, b value) Bool {
	a, b = a.need(), b.need()
	w := max(a.typ.Width, b.typ.Width)
	return Bool{op(o, boolType, ext(a, w), ext(b, w))}
}

// logic wants equal widths: there is no one right extension for bits.
func logic(o ir.Op, name string, a, b value) value {
	a, b = a.need(), b.need()
	t := a.typ
	if a.typ.Width != b.typ.Width && (a.err != nil || b.err != nil) {
		t.Width = max(a.typ.Width, b.typ.Width) // a mistake already: no second one
		return op(o, t, ext(a, t.Width), ext(b, t.Width))
	}
	if a.typ.Width != b.typ.Width {
		d := newDiag(CodeMismatch, "%s of %d and %d bits", name, a.typ.Width, b.typ.Width)
		lo, hi := a.typ.Width, b.typ.Width
		d.fix("extend the narrower side: Ext(%d), or cut the wider: Trunc(%d)", max(lo, hi), min(lo, hi))
		return ext(slice(a, 0, min(lo, hi), t.Signed), lo).bad(d)
	}
	return op(o, t, a, b)
}

func truncTo(v value, w int) value {
	v = v.need()
	if w < 1 || w > v.typ.Width {
		return v.bad(newDiag(CodeRange, "Trunc(%d) of %d bits", w, v.typ.Width).
			fix("Trunc only narrows; Ext widens, Wrap does either"))
	}
	return slice(v, 0, w, v.typ.Signed)
}

func extTo(v value, w int) value {
	v = v.need()
	if w > maxWidth {
		return v.bad(newDiag(CodeWidth, "Ext(%d): want at most %d bits", w, maxWidth).fix(widthFix))
	}
	if w < v.typ.Width {
		return v.bad(newDiag(CodeRange, "Ext(%d) of %d bits", w, v.typ.Width).
			fix("Ext only widens; Trunc cuts, Sat saturates, Wrap does either"))
	}
	return ext(v, w)
}

func wrapTo(v value, w int) value {
	v = v.need()
	if w < 1 || w > maxWidth {
		return v.bad(newDiag(CodeWidth, "Wrap(%d): want 1 to %d bits", w, maxWidth).fix(widthFix))
	}
	if w <= v.typ.Width {
		return slice(v, 0, w, v.typ.Signed)
	}
	return ext(v, w)
}

// noSat is the mistake of a saturation to no bits.
func noSat(v value, w int) value {
	return v.bad(newDiag(CodeWidth, "Sat(%d): want at least 1 bit", w).fix(widthFix))
}
