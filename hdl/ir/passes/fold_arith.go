package passes

import (
	"math/big"

	"npugen/hdl/ir"
)

// foldArith applies identities with 0, 1, powers of two and equal arguments.
func foldArith(n *ir.Node) *ir.Node {
	x, y := n.Args[0], n.Args[1]
	switch n.Op {
	case ir.OpAdd:
		switch {
		case isZero(x):
			return like(n, y)
		case isZero(y):
			return like(n, x)
		}
	case ir.OpSub:
		switch {
		case isZero(y):
			return like(n, x)
		case same(x, y):
			return zero(n)
		}
	case ir.OpMul:
		switch {
		case isZero(x) || isZero(y):
			return zero(n)
		case isNum(x, 1):
			return like(n, ext(y, n.Width, n.Signed))
		case isNum(y, 1):
			return like(n, ext(x, n.Width, n.Signed))
		}
	case ir.OpDiv:
		switch {
		case isZero(y):
			return ones(n)
		case isNum(y, 1):
			return like(n, x)
		}
		if k, ok := powerOfTwo(y); ok && !n.Signed {
			return shiftRight(n, x, k)
		}
	case ir.OpRem:
		switch {
		case isZero(y):
			return like(n, x)
		case isNum(y, 1):
			return zero(n)
		}
		if k, ok := powerOfTwo(y); ok && !n.Signed {
			return like(n, ext(slice(x, 0, k), n.Width, false))
		}
	}
	return n
}

// powerOfTwo is k when n is the constant 2^k.
func powerOfTwo(n *ir.Node) (k int, ok bool) {
	if !isConst(n) || n.Val.Sign() == 0 {
		return 0, false
	}
	k = n.Val.BitLen() - 1
	return k, int(n.Val.TrailingZeroBits()) == k
}

// foldShift turns a shift by a constant into wiring.
func foldShift(n *ir.Node) *ir.Node {
	x, y := n.Args[0], n.Args[1]
	if isZero(x) {
		return zero(n)
	}
	if !isConst(y) {
		return n
	}
	k := n.Width
	if y.Val.Cmp(big.NewInt(int64(n.Width))) < 0 {
		k = int(y.Val.Int64())
	}
	switch {
	case k == 0:
		return like(n, x)
	case n.Op == ir.OpShr:
		return shiftRight(n, x, k)
	case k == n.Width:
		return zero(n)
	}
	low := konst(new(big.Int), k, false, false, n.Loc)
	return like(n, cat([]*ir.Node{slice(x, 0, n.Width-k), low}, n.Loc))
}

// shiftRight is x shifted right by the constant k > 0, by wiring when the bits
// can be taken without naming x, else as a shift. n gives the type.
func shiftRight(n, x *ir.Node, k int) *ir.Node {
	if k >= n.Width {
		if !x.Signed {
			return zero(n)
		}
		k = n.Width - 1 // all bits are the sign
	}
	if k == 0 {
		return like(n, x)
	}
	high := slice(x, k, n.Width-k)
	if high.Op == ir.OpSlice && high.Args[0].Op != ir.OpRef {
		width := big.NewInt(int64(k)).BitLen()
		amount := konst(big.NewInt(int64(k)), width, false, false, n.Loc)
		if n.Op == ir.OpShr && same(n.Args[1], amount) {
			return n
		}
		return &ir.Node{Op: ir.OpShr, Width: n.Width, Signed: n.Signed, Bool: n.Bool, Args: []*ir.Node{x, amount}, Hint: n.Hint, Loc: n.Loc}
	}
	return like(n, ext(cast(high, x.Signed, false), n.Width, x.Signed))
}
