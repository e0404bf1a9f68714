package verilog

import (
	"fmt"
	"math/big"
	"strings"

	"npugen/hdl/ir"
)

// branch is one way through a case: what is compared and what it gives.
type branch struct {
	labels []*big.Int
	index  int // of the label list
}

// branches drops labels that an earlier branch has taken.
func branches(n *ir.Node) []branch {
	seen := map[string]bool{}
	var bs []branch
	for i, ls := range n.Labels {
		b := branch{index: i}
		for _, l := range ls {
			if !seen[l.String()] {
				seen[l.String()] = true
				b.labels = append(b.labels, l)
			}
		}
		if len(b.labels) > 0 {
			bs = append(bs, b)
		}
	}
	return bs
}

// caseLabel is the text of one label of n.
func (w *writer) caseLabel(n *ir.Node, l *big.Int) string {
	if name := w.enumLabel(enumOf(n.Args[0]), l); name != "" {
		return name
	}
	return constant(l, n.Args[0].Width, false).s
}

// enumOf is the enumeration that the values of n belong to, if it is known.
func enumOf(n *ir.Node) *ir.Enum {
	switch {
	case n.Enum != nil:
		return n.Enum
	case n.Op == ir.OpRef:
		return n.Sig.Type.Enum
	case n.Op == ir.OpMux:
		return enumOf(n.Args[1])
	}
	return nil
}

// choose writes a case in an expression: a short one as a chain of conditions,
// a longer one as a function. A function sees only its arguments, because a
// continuous assignment does not notice other nets that change.
func (w *writer) choose(n *ir.Node) text {
	bs := branches(n)
	if len(bs) > 3 {
		return w.caseFunction(n, bs)
	}
	sel := w.netOf(n.Args[0])
	t := w.limited(n.Args[len(n.Args)-1], part)
	for i := len(bs) - 1; i >= 0; i-- {
		var tests []string
		for _, l := range bs[i].labels {
			tests = append(tests, "("+w.read(sel).s+" == "+w.caseLabel(n, l)+")")
		}
		cond := text{s: tests[0]}
		if len(tests) > 1 {
			cond = text{s: strings.Join(tests, " || "), form: binary}
		}
		t = conditional(cond, w.limited(n.Args[1+bs[i].index], part), t)
	}
	return t
}

func (w *writer) caseFunction(n *ir.Node, bs []branch) text {
	f := w.names.take(w.sink + "_case")
	sel := w.fn + "_sel"
	args := []string{w.limited(n.Args[0], self).s}
	inputs := []string{"input " + rangeOf(n.Args[0].Width, false) + sel + ";"}
	formal := map[string]string{}
	value := func(a *ir.Node) text {
		t := w.limited(a, self)
		if a.Op == ir.OpConst {
			return t
		}
		if formal[t.s] == "" {
			formal[t.s] = fmt.Sprintf("%s_%d", w.fn, len(formal))
			inputs = append(inputs, "input "+rangeOf(n.Width, false)+formal[t.s]+";")
			args = append(args, t.s)
		}
		return text{s: formal[t.s]}
	}
	var arms []arm
	for _, b := range bs {
		var labels []string
		for _, l := range b.labels {
			labels = append(labels, w.caseLabel(n, l))
		}
		arms = append(arms, arm{labels, []stmt{assignment{f + " = ", value(n.Args[1+b.index])}}})
	}
	arms = append(arms, arm{nil, []stmt{assignment{f + " = ", value(n.Args[len(n.Args)-1])}}})
	w.gap()
	w.add("function " + rangeOf(n.Width, false) + f + ";")
	for _, in := range inputs {
		w.add("    " + in)
	}
	w.add(render([]stmt{caseStmt{sel, arms}}, 1)...)
	w.add("endfunction", "")
	return list(f+"(", args, ")")
}
