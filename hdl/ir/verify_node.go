package ir

import (
	"fmt"
	"math/big"
)

type visit uint8

const (
	unseen visit = iota
	open         // on the path from the root: meeting it again is a cycle
	done
)

// node checks the expression below n, each shared node once.
func (v *verifier) node(r Root, n *Node) {
	switch v.state[n] {
	case done:
		return
	case open:
		v.fail("%s: %s: the expression contains itself", r, n.Op)
		return
	}
	v.state[n] = open
	if err := v.operator(n); err != nil {
		v.fail("%s: %w", r, err)
	}
	for _, a := range n.Args {
		if a != nil {
			v.node(r, a)
		}
	}
	v.state[n] = done
}

// operator checks one node against the rules of op.go.
func (v *verifier) operator(n *Node) error {
	if n.Op == OpInvalid || n.Op >= opCount {
		return fmt.Errorf("operator %d is not known", n.Op)
	}
	if err := v.shape(n); err != nil {
		if !n.Loc.IsZero() {
			return fmt.Errorf("%s: %w (%s)", n.Op, err, n.Loc)
		}
		return fmt.Errorf("%s: %w", n.Op, err)
	}
	return nil
}

func (v *verifier) shape(n *Node) error {
	switch {
	case n.Width < 1:
		return fmt.Errorf("width %d, want at least 1", n.Width)
	case n.Bool && (n.Width != 1 || n.Signed):
		return fmt.Errorf("a bool of width %d, signed %t", n.Width, n.Signed)
	case n.Enum != nil && n.Op != OpConst:
		return fmt.Errorf("only a constant names an enum")
	}
	for i, a := range n.Args {
		if a == nil {
			return fmt.Errorf("argument %d is nil", i)
		}
	}
	if err := arity(n); err != nil {
		return err
	}

	arg := func(i int) *Node { return n.Args[i] }
	width := func(i, want int) error {
		if w := arg(i).Width; w != want {
			return fmt.Errorf("argument %d: width %d, want %d", i, w, want)
		}
		return nil
	}
	signs := func(want bool, from int) error {
		for i := from; i < len(n.Args); i++ {
			if arg(i).Signed != want {
				return fmt.Errorf("argument %d: signed %t, want %t", i, arg(i).Signed, want)
			}
		}
		return nil
	}
	widths := func(from, want int) error {
		for i := from; i < len(n.Args); i++ {
			if err := width(i, want); err != nil {
				return err
			}
		}
		return nil
	}
	one := func() error {
		if n.Width != 1 {
			return fmt.Errorf("width %d, want 1", n.Width)
		}
		return nil
	}

	switch n.Op {
	case OpConst:
		switch {
		case n.Val == nil:
			return fmt.Errorf("no value")
		case n.Val.Sign() < 0 || n.Val.BitLen() > n.Width:
			return fmt.Errorf("value %s does not fit in %d bits", n.Val, n.Width)
		case n.Enum != nil && n.Enum.Width != n.Width:
			return fmt.Errorf("width %d, want %d of enum %s", n.Width, n.Enum.Width, n.Enum.Name)
		}
		return nil
	case OpRef:
		return v.ref(n)

	case OpNot, OpAnd, OpOr, OpXor, OpAdd, OpSub:
		return widths(0, n.Width)
	case OpMul:
		w0, w1 := arg(0).Width, arg(1).Width
		if n.Width < max(w0, w1) || n.Width > w0+w1 {
			return fmt.Errorf("width %d, want %d to %d", n.Width, max(w0, w1), w0+w1)
		}
		return signs(n.Signed, 0)
	case OpDiv, OpRem:
		return first(widths(0, n.Width), signs(n.Signed, 0))

	case OpEq, OpNe:
		return first(one(), width(1, arg(0).Width))
	case OpLt, OpLe, OpGt, OpGe:
		return first(one(), width(1, arg(0).Width), signs(arg(0).Signed, 1))
	case OpRedAnd, OpRedOr, OpRedXor:
		return one()

	case OpShl, OpShr:
		if arg(1).Signed {
			return fmt.Errorf("argument 1: signed true, want false")
		}
		if n.Op == OpShr && arg(0).Signed != n.Signed {
			return fmt.Errorf("argument 0: signed %t, want %t", arg(0).Signed, n.Signed)
		}
		return width(0, n.Width)

	case OpCat:
		sum := 0
		for _, a := range n.Args {
			sum += a.Width
		}
		if n.Width != sum {
			return fmt.Errorf("width %d, want %d", n.Width, sum)
		}
		return nil
	case OpSlice:
		if n.Lo < 0 || n.Lo+n.Width > arg(0).Width {
			return fmt.Errorf("bits %d to %d of argument 0, which has %d", n.Lo, n.Lo+n.Width-1, arg(0).Width)
		}
		return nil
	case OpExt:
		if n.Width < arg(0).Width {
			return fmt.Errorf("width %d, less than %d of argument 0", n.Width, arg(0).Width)
		}
		return nil
	case OpCast:
		return width(0, n.Width)

	case OpMux:
		return first(width(0, 1), widths(1, n.Width))
	case OpCase:
		return first(labels(n), widths(1, n.Width))
	case OpIndex:
		if arg(0).Signed {
			return fmt.Errorf("argument 0: signed true, want false")
		}
		return widths(1, n.Width)
	}
	return nil
}

// arity checks the number of arguments.
func arity(n *Node) error {
	least, most := 0, 0
	switch n.Op {
	case OpConst, OpRef:
	case OpNot, OpRedAnd, OpRedOr, OpRedXor, OpSlice, OpExt, OpCast:
		least, most = 1, 1
	case OpAnd, OpOr, OpXor:
		least, most = 2, len(n.Args)
	case OpMux:
		least, most = 3, 3
	case OpCat:
		least, most = 1, len(n.Args)
	case OpIndex:
		least, most = 2, len(n.Args)
	case OpCase:
		least, most = len(n.Labels)+2, len(n.Labels)+2
	default:
		least, most = 2, 2
	}
	if len(n.Args) < least || len(n.Args) > max(least, most) {
		return fmt.Errorf("%d arguments, want %d", len(n.Args), least)
	}
	return nil
}

func (v *verifier) ref(n *Node) error {
	s := n.Sig
	switch {
	case s == nil:
		return fmt.Errorf("no signal")
	case !v.own[s]:
		return fmt.Errorf("signal %s is of another module", s.Name)
	case s.Type.Class == Clock:
		return fmt.Errorf("clock %s read as data", s.Name)
	case n.Elem < 0 || n.Elem >= s.Count:
		return fmt.Errorf("element %d of signal %s, which has %d", n.Elem, s.Name, s.Count)
	case n.Width != s.Type.Width || n.Signed != s.Type.Signed || n.Bool != s.Type.Bool:
		return fmt.Errorf("%s is not the type of signal %s: %s", typeName(n.Width, n.Signed, n.Bool), s.Name, s.Type)
	}
	return nil
}

func labels(n *Node) error {
	for i, ls := range n.Labels {
		if len(ls) == 0 {
			return fmt.Errorf("arm %d has no label", i)
		}
		for _, l := range ls {
			if l == nil || l.Sign() < 0 || l.BitLen() > n.Args[0].Width {
				return fmt.Errorf("arm %d: label %s does not fit in %d bits", i, (*big.Int)(l), n.Args[0].Width)
			}
		}
	}
	return nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
