package ir

import (
	"fmt"
	"math/big"
)

// Eval is the reference meaning of every operator: it returns the raw bits of
// n, 0 <= v < 2^n.Width, for the raw bits of its arguments. An OpConst returns
// its Val. An OpRef has no value of its own; see EvalTree. n must be legal by
// the rules of Verify. The result may alias an argument and must not be
// changed.
func Eval(n *Node, args []*big.Int) *big.Int {
	// num is argument i read as a number by its own signedness.
	num := func(i int) *big.Int { return Value(args[i], n.Args[i].Width, n.Args[i].Signed) }
	switch n.Op {
	case OpConst:
		return n.Val

	case OpNot:
		return new(big.Int).Xor(args[0], Mask(n.Width))
	case OpAnd:
		return reduce(args, (*big.Int).And)
	case OpOr:
		return reduce(args, (*big.Int).Or)
	case OpXor:
		return reduce(args, (*big.Int).Xor)

	case OpAdd:
		return Wrap(new(big.Int).Add(args[0], args[1]), n.Width)
	case OpSub:
		return Wrap(new(big.Int).Sub(args[0], args[1]), n.Width)
	case OpMul:
		return Wrap(new(big.Int).Mul(num(0), num(1)), n.Width)
	case OpDiv:
		if args[1].Sign() == 0 {
			return Mask(n.Width)
		}
		return Wrap(new(big.Int).Quo(num(0), num(1)), n.Width)
	case OpRem:
		if args[1].Sign() == 0 {
			return args[0]
		}
		return Wrap(new(big.Int).Rem(num(0), num(1)), n.Width)

	case OpEq:
		return bit(args[0].Cmp(args[1]) == 0)
	case OpNe:
		return bit(args[0].Cmp(args[1]) != 0)
	case OpLt:
		return bit(num(0).Cmp(num(1)) < 0)
	case OpLe:
		return bit(num(0).Cmp(num(1)) <= 0)
	case OpGt:
		return bit(num(0).Cmp(num(1)) > 0)
	case OpGe:
		return bit(num(0).Cmp(num(1)) >= 0)

	case OpRedAnd:
		return bit(args[0].Cmp(Mask(n.Args[0].Width)) == 0)
	case OpRedOr:
		return bit(args[0].Sign() != 0)
	case OpRedXor:
		return bit(ones(args[0])%2 == 1)

	case OpShl:
		return Wrap(new(big.Int).Lsh(args[0], amount(args[1], n.Width)), n.Width)
	case OpShr:
		return Wrap(new(big.Int).Rsh(num(0), amount(args[1], n.Width)), n.Width)

	case OpCat:
		v := new(big.Int)
		for i, a := range args {
			v.Lsh(v, uint(n.Args[i].Width))
			v.Or(v, a)
		}
		return v
	case OpSlice:
		return Wrap(new(big.Int).Rsh(args[0], uint(n.Lo)), n.Width)
	case OpExt:
		return Wrap(num(0), n.Width)
	case OpCast:
		return args[0]

	case OpMux:
		if args[0].Sign() != 0 {
			return args[1]
		}
		return args[2]
	case OpCase:
		for i, labels := range n.Labels {
			for _, l := range labels {
				if args[0].Cmp(l) == 0 {
					return args[1+i]
				}
			}
		}
		return args[len(args)-1]
	case OpIndex:
		if i := args[0]; i.IsInt64() && i.Int64() < int64(len(args)-1) {
			return args[1+i.Int64()]
		}
		return new(big.Int)
	}
	panic(fmt.Sprintf("ir: no value for operator %d", n.Op))
}

// EvalTree evaluates the expression n, each shared node once; env gives the
// raw bits of element elem of a signal.
func EvalTree(n *Node, env func(sig *Signal, elem int) *big.Int) *big.Int {
	memo := map[*Node]*big.Int{}
	var eval func(n *Node) *big.Int
	eval = func(n *Node) *big.Int {
		if v, ok := memo[n]; ok {
			return v
		}
		var v *big.Int
		if n.Op == OpRef {
			v = env(n.Sig, n.Elem)
		} else {
			args := make([]*big.Int, len(n.Args))
			for i, a := range n.Args {
				args[i] = eval(a)
			}
			v = Eval(n, args)
		}
		memo[n] = v
		return v
	}
	return eval(n)
}

// Value reads width raw bits as a number, in two's complement when signed.
func Value(raw *big.Int, width int, signed bool) *big.Int {
	if signed && raw.Bit(width-1) == 1 {
		return new(big.Int).Sub(raw, new(big.Int).Lsh(big.NewInt(1), uint(width)))
	}
	return raw
}

// Wrap is v modulo 2^width: the raw bits of v, which may be negative.
func Wrap(v *big.Int, width int) *big.Int {
	if v.Sign() >= 0 && v.BitLen() <= width {
		return v
	}
	return new(big.Int).And(v, Mask(width))
}

func reduce(args []*big.Int, op func(z, x, y *big.Int) *big.Int) *big.Int {
	v := new(big.Int).Set(args[0])
	for _, a := range args[1:] {
		op(v, v, a)
	}
	return v
}

// amount is a shift amount, limited to width: more shifts no further.
func amount(v *big.Int, width int) uint {
	if v.IsInt64() && v.Int64() < int64(width) {
		return uint(v.Int64())
	}
	return uint(width)
}

func ones(v *big.Int) int {
	n := 0
	for i := range v.BitLen() {
		n += int(v.Bit(i))
	}
	return n
}

func bit(b bool) *big.Int {
	if b {
		return big.NewInt(1)
	}
	return new(big.Int)
}
