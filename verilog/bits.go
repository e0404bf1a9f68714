package verilog

import (
	"math/big"

	"npugen/hdl/ir"
)

// joinBits is single bits, the lowest first, as one value of the type of n.
func joinBits(n *ir.Node, bits []*ir.Signal) *ir.Node {
	all := &ir.Node{Op: ir.OpCat, Width: n.Width, Loc: n.Loc}
	for i := len(bits) - 1; i >= 0; i-- {
		all.Args = append(all.Args, &ir.Node{Op: ir.OpRef, Width: 1, Sig: bits[i], Loc: n.Loc})
	}
	if !n.Signed && !n.Bool && n.Enum == nil {
		return all
	}
	return &ir.Node{Op: ir.OpCast, Width: n.Width, Signed: n.Signed, Bool: n.Bool, Enum: n.Enum, Args: []*ir.Node{all}, Loc: n.Loc}
}

// bitFinder finds single bits of values. It remembers them, as values share
// operands.
type bitFinder map[bitKey]*ir.Node

type bitKey struct {
	n *ir.Node
	i int
}

// of is bit i of n, found through wiring and bitwise operators so that it
// depends on no other bits where it need not.
func (f bitFinder) of(n *ir.Node, i int) *ir.Node {
	k := bitKey{n, i}
	if f[k] == nil {
		f[k] = f.find(n, i)
	}
	return f[k]
}

func (f bitFinder) find(n *ir.Node, i int) *ir.Node {
	out := &ir.Node{Op: n.Op, Width: 1, Loc: n.Loc}
	switch n.Op {
	case ir.OpConst:
		out.Val = new(big.Int).SetUint64(uint64(n.Val.Bit(i)))
		return out
	case ir.OpCat:
		for k := len(n.Args) - 1; k >= 0; k-- {
			if i < n.Args[k].Width {
				return f.of(n.Args[k], i)
			}
			i -= n.Args[k].Width
		}
	case ir.OpSlice:
		return f.of(n.Args[0], n.Lo+i)
	case ir.OpCast:
		return f.of(n.Args[0], i)
	case ir.OpExt:
		switch a := n.Args[0]; {
		case i < a.Width:
			return f.of(a, i)
		case a.Signed:
			return f.of(a, a.Width-1)
		}
		out.Op, out.Val = ir.OpConst, new(big.Int)
		return out
	case ir.OpNot, ir.OpAnd, ir.OpOr, ir.OpXor:
		for _, a := range n.Args {
			out.Args = append(out.Args, f.of(a, i))
		}
		return out
	case ir.OpMux:
		out.Args = []*ir.Node{n.Args[0], f.of(n.Args[1], i), f.of(n.Args[2], i)}
		return out
	}
	if n.Width == 1 {
		return n
	}
	out.Op, out.Args, out.Lo = ir.OpSlice, []*ir.Node{n}, i
	return out
}
