package verilog

import (
	"fmt"
	"math/big"
	"math/bits"

	"npugen/hdl/ir"
)

// index selects from a table whose length is a power of two: a vector that
// is one, or a net padded with zeros, so that no select is out of range.
func (w *writer) index(n *ir.Node) text {
	sel, entries := n.Args[0], n.Args[1:]
	if v, ok := constantOf(sel); ok {
		if !v.IsInt64() || v.Int64() >= int64(len(entries)) {
			return constant(new(big.Int), n.Width, false)
		}
		return w.expr(entries[v.Int64()], part)
	}
	k := min(ir.AddrWidth(len(entries)), sel.Width)
	entries = entries[:min(len(entries), 1<<k)]

	var beyond string
	low := w.expr(sel, self)
	if sel.Width > k {
		r := w.netOf(sel)
		high := w.read(r.sub(k, sel.Width-k)).s
		beyond = high
		if sel.Width-k > 1 {
			beyond = "(|" + high + ")"
		}
		low = w.read(r.sub(0, k))
	}
	base := w.table(entries, k)
	w.mark(base)
	t := text{s: base.name + "[" + selectBits(low, k, n.Width) + "]"}
	if beyond == "" {
		return t
	}
	return conditional(text{s: beyond}, constant(new(big.Int), n.Width, false), t)
}

// table is a net of 2^k entries.
func (w *writer) table(entries []*ir.Node, k int) netRange {
	width := entries[0].Width
	all := append([]*ir.Node(nil), entries...)
	if pad := 1<<k - len(entries); pad > 0 {
		all = append(all, &ir.Node{Op: ir.OpConst, Width: pad * width, Val: new(big.Int)})
	}
	return w.packed(w.sink+"_table", all)
}

// selectBits is the select of entry sel, of k bits, in a net of 2^k entries of
// width bits. The start is exactly as wide as it takes to number all bits.
func selectBits(sel text, k, width int) string {
	if width == 1 {
		return subscript(sel)
	}
	if width&(width-1) == 0 {
		return fmt.Sprintf("{%s, %d'd0} +: %d", sel.s, bits.Len(uint(width))-1, width)
	}
	total := bits.Len(uint(1<<k*width - 1))
	return fmt.Sprintf("{%d'd0, %s} * %d'd%d +: %d", total-k, sel.s, total, width, width)
}

// subscript is the text of an index of one bit or word. Braces make it unsigned
// (a negative one would be out of range) and as wide as it is (Icarus does not
// wrap a sum in an index at its width).
func subscript(t text) string {
	if t.signed || t.form != atom {
		return "{" + t.s + "}"
	}
	return t.s
}

// constantOf is the value of n if that is plain to see. Tools see it too, and
// warn of the entries that are then never read.
func constantOf(n *ir.Node) (*big.Int, bool) {
	switch n.Op {
	case ir.OpConst:
		return n.Val, true
	case ir.OpRef:
		return nil, false
	}
	vals := make([]*big.Int, len(n.Args))
	for i, a := range n.Args {
		v, ok := constantOf(a)
		if !ok {
			return nil, false
		}
		vals[i] = v
	}
	return ir.Eval(n, vals), true
}
