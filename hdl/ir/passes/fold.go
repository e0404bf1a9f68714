package passes

import (
	"math/big"

	"npugen/hdl/ir"
)

// fold evaluates constants and applies the identities of each operator.
func fold(m *ir.Module) bool {
	outputs := map[string]bool{} // a wire of the same name is that net
	for _, s := range m.Signals {
		if s.Kind == ir.Output {
			outputs[s.Name] = true
		}
	}
	return rewrite(m, func(n, _ *ir.Node) *ir.Node {
		if n.Op == ir.OpRef {
			if outputs[n.Sig.Name] {
				return n
			}
			return foldRef(n)
		}
		for range rounds { // one identity may open the way for the next
			next := named(simplify(n), n)
			if next == n {
				break
			}
			n = next
		}
		return n
	})
}

// simplify applies one identity. The result has the width and type of n.
func simplify(n *ir.Node) *ir.Node {
	switch n.Op {
	case ir.OpConst, ir.OpRef:
		return n
	case ir.OpMux:
		return foldMux(n)
	case ir.OpCase:
		return foldCase(n)
	case ir.OpIndex:
		return foldIndex(n)
	}
	if c := evaluate(n); c != nil {
		return c
	}
	switch n.Op {
	case ir.OpNot:
		if a := n.Args[0]; a.Op == ir.OpNot {
			return like(n, a.Args[0])
		}
	case ir.OpAnd, ir.OpOr:
		return foldAndOr(n)
	case ir.OpXor:
		return foldXor(n)
	case ir.OpAdd, ir.OpSub, ir.OpMul, ir.OpDiv, ir.OpRem:
		return foldArith(n)
	case ir.OpEq, ir.OpNe, ir.OpLt, ir.OpLe, ir.OpGt, ir.OpGe:
		return foldCompare(n)
	case ir.OpRedAnd, ir.OpRedOr, ir.OpRedXor:
		if n.Args[0].Width == 1 {
			return like(n, n.Args[0])
		}
	case ir.OpShl, ir.OpShr:
		return foldShift(n)
	case ir.OpCat, ir.OpSlice, ir.OpExt, ir.OpCast:
		return foldWiring(n)
	}
	return n
}

// evaluate is the constant value of an operator on constants, else nil.
func evaluate(n *ir.Node) *ir.Node {
	args := make([]*big.Int, len(n.Args))
	for i, a := range n.Args {
		if !isConst(a) {
			return nil
		}
		args[i] = a.Val
	}
	return constLike(n, ir.Eval(n, args))
}

// foldRef replaces a wire that is constant, unless the user gave it a name.
func foldRef(n *ir.Node) *ir.Node {
	if s := n.Sig; s.Kind == ir.Wire && !s.Named && isConst(s.Drive[n.Elem]) {
		return like(n, s.Drive[n.Elem])
	}
	return n
}
