package engine

import (
	"math/big"
	"math/bits"

	"npugen/hdl/ir"
)

// wide executes an operator that has a value above 64 bits, lane by lane.
func (e *Engine) wide(w *wide) {
	var buf [4][]uint64
	args := buf[:0]
	for range w.args {
		args = append(args, nil)
	}
	for l := range w.d.lanes {
		d := e.lane(w.d, l)
		for i, a := range w.args {
			args[i] = e.lane(a, l)
		}
		w.eval(d, args)
	}
}

// lane is the words of one lane of a slot.
func (e *Engine) lane(s slot, l int32) []uint64 {
	off := s.off + l*s.words
	return e.st[off : off+s.words]
}

func (w *wide) eval(d []uint64, a [][]uint64) {
	n := w.node
	switch w.op {
	case ir.OpNot:
		for i := range d {
			d[i] = ^a[0][i]
		}
	case ir.OpAnd:
		fold(d, a, func(x, y uint64) uint64 { return x & y })
	case ir.OpOr:
		fold(d, a, func(x, y uint64) uint64 { return x | y })
	case ir.OpXor:
		fold(d, a, func(x, y uint64) uint64 { return x ^ y })
	case ir.OpAdd:
		var carry uint64
		for i := range d {
			d[i], carry = bits.Add64(a[0][i], a[1][i], carry)
		}
	case ir.OpSub:
		var borrow uint64
		for i := range d {
			d[i], borrow = bits.Sub64(a[0][i], a[1][i], borrow)
		}
	case ir.OpEq:
		d[0] = bit(Equal(a[0], a[1]))
		return
	case ir.OpNe:
		d[0] = bit(!Equal(a[0], a[1]))
		return
	case ir.OpLt:
		d[0] = bit(less(a[0], a[1], n.Args[0]))
		return
	case ir.OpGe:
		d[0] = bit(!less(a[0], a[1], n.Args[0]))
		return
	case ir.OpGt:
		d[0] = bit(less(a[1], a[0], n.Args[0]))
		return
	case ir.OpLe:
		d[0] = bit(!less(a[1], a[0], n.Args[0]))
		return
	case ir.OpRedAnd:
		top := len(a[0]) - 1
		all := a[0][top] == mask(int32(n.Args[0].Width))
		for _, v := range a[0][:top] {
			all = all && v == ^uint64(0)
		}
		d[0] = bit(all)
		return
	case ir.OpRedOr:
		d[0] = bit(!isZero(a[0]))
		return
	case ir.OpRedXor:
		ones := 0
		for _, v := range a[0] {
			ones += bits.OnesCount64(v)
		}
		d[0] = uint64(ones & 1)
		return
	case ir.OpCat:
		clear(d)
		at := 0
		for i := len(a) - 1; i >= 0; i-- {
			orShifted(d, a[i], at)
			at += n.Args[i].Width
		}
		return
	case ir.OpSlice:
		shiftRight(d, a[0], n.Lo)
	case ir.OpExt:
		clear(d[copy(d, a[0]):])
		if x := n.Args[0]; x.Signed && signOf(a[0], x.Width) {
			fillAbove(d, x.Width)
		}
	case ir.OpShl:
		clear(d)
		if by, ok := amount(a[1], n.Width); ok {
			orShifted(d, a[0], by)
		}
	case ir.OpShr:
		by, _ := amount(a[1], n.Width)
		shiftRight(d, a[0], by)
		if x := n.Args[0]; x.Signed && signOf(a[0], x.Width) {
			fillAbove(d, n.Width-by)
		}
	default: // rare: multiplication, division, selectors above 64 bits
		w.reference(d, a)
		return
	}
	d[len(d)-1] &= mask(int32(n.Width))
}

// reference evaluates the operator with ir.Eval.
func (w *wide) reference(d []uint64, a [][]uint64) {
	args := make([]*big.Int, len(a))
	for i := range a {
		args[i] = FromWords(a[i])
	}
	ToWords(d, ir.Eval(w.node, args))
}

func fold(d []uint64, a [][]uint64, f func(x, y uint64) uint64) {
	for i := range d {
		v := a[0][i]
		for _, arg := range a[1:] {
			v = f(v, arg[i])
		}
		d[i] = v
	}
}

func isZero(a []uint64) bool {
	for _, v := range a {
		if v != 0 {
			return false
		}
	}
	return true
}

func signOf(a []uint64, width int) bool { return a[(width-1)/64]>>((width-1)%64)&1 == 1 }

// less compares by the signedness of n, an argument.
func less(a, b []uint64, n *ir.Node) bool {
	if n.Signed {
		if sa, sb := signOf(a, n.Width), signOf(b, n.Width); sa != sb {
			return sa
		}
	}
	for i := len(a) - 1; i >= 0; i-- {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}

// amount is a shift amount, at most limit, and whether it is below it.
func amount(a []uint64, limit int) (int, bool) {
	if !isZero(a[1:]) || a[0] >= uint64(limit) {
		return limit, false
	}
	return int(a[0]), true
}

// orShifted ors a, moved up by n bits, into d.
func orShifted(d, a []uint64, n int) {
	w, s := n/64, n%64
	for i, v := range a {
		if w+i >= len(d) {
			return
		}
		d[w+i] |= v << s
		if s != 0 && w+i+1 < len(d) {
			d[w+i+1] |= v >> (64 - s)
		}
	}
}

// shiftRight sets d to the bits of a from n on.
func shiftRight(d, a []uint64, n int) {
	w, s := n/64, n%64
	for i := range d {
		var v uint64
		if w+i < len(a) {
			v = a[w+i] >> s
			if s != 0 && w+i+1 < len(a) {
				v |= a[w+i+1] << (64 - s)
			}
		}
		d[i] = v
	}
}

// fillAbove sets the bits from n on.
func fillAbove(d []uint64, n int) {
	for i := n / 64; i < len(d); i++ {
		if i == n/64 {
			d[i] |= ^uint64(0) << (n % 64)
		} else {
			d[i] = ^uint64(0)
		}
	}
}
