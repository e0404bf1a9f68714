package engine

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// widths are around the limits of one and two words.
var widths = []int{1, 2, 7, 8, 31, 32, 33, 62, 63, 64, 65, 66, 100, 127, 128, 129, 130}

// operands makes input nodes of module m on demand.
type operands struct {
	m  irtest.M
	in []*ir.Signal
}

func (o *operands) u(w int) *ir.Node { return o.of(irtest.U(w)) }

func (o *operands) of(t ir.Type) *ir.Node {
	s := o.m.In(fmt.Sprintf("i%d", len(o.in)), t)
	o.in = append(o.in, s)
	return irtest.Ref(s)
}

func num(w int, signed bool) ir.Type { return ir.Type{Width: w, Signed: signed} }

// everyOp calls try with every operator at a width, with fresh operands.
func everyOp(w int, r *rand.Rand, try func(name string, build func(o *operands) *ir.Node)) {
	for _, signed := range []bool{false, true} {
		t := num(w, signed)
		name := func(op ir.Op) string { return fmt.Sprintf("%v/%d/signed=%v", op, w, signed) }
		for _, op := range []ir.Op{ir.OpNot, ir.OpRedAnd, ir.OpRedOr, ir.OpRedXor} {
			try(name(op), func(o *operands) *ir.Node { return irtest.N(op, o.of(t)) })
		}
		for _, op := range []ir.Op{
			ir.OpAnd, ir.OpOr, ir.OpXor, ir.OpAdd, ir.OpSub, ir.OpDiv, ir.OpRem,
			ir.OpEq, ir.OpNe, ir.OpLt, ir.OpLe, ir.OpGt, ir.OpGe,
		} {
			try(name(op), func(o *operands) *ir.Node { return irtest.N(op, o.of(t), o.of(t)) })
		}
		for _, op := range []ir.Op{ir.OpAnd, ir.OpOr, ir.OpXor} {
			try(name(op)+"/3", func(o *operands) *ir.Node { return irtest.N(op, o.of(t), o.of(t), o.of(t)) })
		}
		for _, other := range []int{1, w, 1 + r.IntN(w)} {
			try(fmt.Sprintf("%s/by%d", name(ir.OpMul), other), func(o *operands) *ir.Node {
				return irtest.N(ir.OpMul, o.of(t), o.of(num(other, signed)))
			})
			try(fmt.Sprintf("%s/cut%d", name(ir.OpMul), other), func(o *operands) *ir.Node {
				n := irtest.N(ir.OpMul, o.of(t), o.of(num(other, signed)))
				n.Width = w
				return n
			})
			try(fmt.Sprintf("mac/%d/signed=%v/by%d", w, signed, other), func(o *operands) *ir.Node {
				p := irtest.N(ir.OpMul, o.of(t), o.of(num(other, signed)))
				return irtest.N(ir.OpAdd, irtest.Ext(p, p.Width+3), o.of(num(p.Width+3, signed)))
			})
			for _, op := range []ir.Op{ir.OpShl, ir.OpShr} {
				try(fmt.Sprintf("%s/by%d", name(op), other), func(o *operands) *ir.Node {
					return irtest.N(op, o.of(t), o.u(other))
				})
			}
			try(fmt.Sprintf("%s/to%d", name(ir.OpExt), w+other), func(o *operands) *ir.Node { return irtest.Ext(o.of(t), w+other) })
		}
		for _, by := range []int{0, 1, w - 1, w, w + 1, 63, 64, 65} {
			for _, op := range []ir.Op{ir.OpShl, ir.OpShr} {
				try(fmt.Sprintf("%s/const%d", name(op), by), func(o *operands) *ir.Node {
					return irtest.N(op, o.of(t), irtest.K(uint64(by), 9))
				})
			}
		}
		try(name(ir.OpCast), func(o *operands) *ir.Node { return irtest.Cast(o.of(t), !signed) })
		try(name(ir.OpEq)+"/const", func(o *operands) *ir.Node { return irtest.N(ir.OpEq, o.of(t), irtest.KS(-1, w)) })
		try(name(ir.OpNe)+"/const", func(o *operands) *ir.Node { return irtest.N(ir.OpNe, o.of(t), irtest.KS(1, w)) })
		try(name(ir.OpMux), func(o *operands) *ir.Node { return irtest.N(ir.OpMux, o.u(1), o.of(t), o.of(t)) })
		for _, sel := range []int{1, 2, 3, 9, 64, 65} {
			try(fmt.Sprintf("%s/sel%d", name(ir.OpIndex), sel), func(o *operands) *ir.Node {
				return irtest.N(ir.OpIndex, o.u(sel), o.of(t), o.of(t), o.of(t))
			})
			try(fmt.Sprintf("%s/sel%d", name(ir.OpCase), sel), func(o *operands) *ir.Node {
				n := irtest.N(ir.OpMux, o.u(sel), o.of(t), o.of(t), o.of(t))
				n.Op = ir.OpCase
				n.Labels = [][]*big.Int{{big.NewInt(1)}, {big.NewInt(0)}}
				if sel > 1 {
					n.Labels[1] = append(n.Labels[1], big.NewInt(3), ir.Mask(sel))
				}
				return n
			})
		}
	}
	try(fmt.Sprintf("cat/%d", w), func(o *operands) *ir.Node { return irtest.N(ir.OpCat, o.u(w), o.u(1), o.u(1+r.IntN(70))) })
	try(fmt.Sprintf("cat/%d/2", w), func(o *operands) *ir.Node { return irtest.N(ir.OpCat, o.u(3), o.u(w)) })
	for range 4 {
		lo := r.IntN(w)
		n := 1 + r.IntN(w-lo)
		try(fmt.Sprintf("slice/%d/%d+%d", w, lo, n), func(o *operands) *ir.Node { return irtest.Slice(o.u(w), lo, n) })
	}
}

// value is a random value that is often at a limit.
func value(r *rand.Rand, w int) *big.Int {
	switch r.IntN(6) {
	case 0:
		return new(big.Int)
	case 1:
		return ir.Mask(w)
	case 2:
		return new(big.Int).Lsh(big.NewInt(1), uint(w-1))
	case 3:
		return ir.Wrap(big.NewInt(int64(r.IntN(70))), w)
	}
	v := new(big.Int)
	for range (w + 63) / 64 {
		v.Or(v.Lsh(v, 64), new(big.Int).SetUint64(r.Uint64()))
	}
	return ir.Wrap(v, w)
}

// TestOperators compares every operator with ir.Eval, in one lane and in
// several.
func TestOperators(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, w := range widths {
		for _, lanes := range []int{1, 3} {
			everyOp(w, r, func(name string, build func(o *operands) *ir.Node) {
				t.Run(fmt.Sprintf("%s/lanes%d", name, lanes), func(t *testing.T) { checkOp(t, r, build, lanes) })
			})
		}
	}
}

func checkOp(t *testing.T, r *rand.Rand, build func(o *operands) *ir.Node, lanes int) {
	o := &operands{m: irtest.New("op")}
	n := build(o)
	o.m.Out("y", num(n.Width, n.Signed), n)
	d := irtest.Design(o.m)
	if lanes > 1 {
		d = inCells(o, d.Top, lanes)
	}
	require.NoError(t, ir.Verify(d))
	e, err := New(d, 0)
	require.NoError(t, err)
	var ins []*ir.Signal
	for _, s := range d.Top.Signals {
		if s.Kind == ir.Input {
			ins = append(ins, s)
		}
	}
	for range 12 {
		args := make([][]*big.Int, lanes)
		for _, s := range ins {
			for l := range lanes {
				v := value(r, s.Type.Width)
				args[l] = append(args[l], v)
				loc := e.Signal(nil, s, l)
				words := make([]uint64, loc.Words)
				ToWords(words, v)
				e.Store(loc, words)
			}
		}
		require.NoError(t, e.Settle())
		y := d.Top.Signals[len(ins)]
		for l := range lanes {
			loc := e.Signal(nil, y, l)
			words := make([]uint64, loc.Words)
			e.Load(loc, words)
			want := ir.EvalTree(n, func(sig *ir.Signal, _ int) *big.Int {
				return args[l][slices.Index(o.in, sig)]
			})
			require.Equal(t, want.Text(16), FromWords(words).Text(16), "lane %d of %v", l, args[l])
		}
	}
}

// inCells wraps a module of inputs and one output y as a row of cells.
func inCells(o *operands, cell *ir.Module, lanes int) *ir.Design {
	top := irtest.New("top")
	var conns []ir.Conn
	for _, s := range o.in {
		v := top.InVec(s.Name, s.Type, lanes)
		c := ir.Conn{Kind: ir.ConnCol}
		for l := range lanes {
			c.Values = append(c.Values, irtest.RefAt(v, l))
		}
		conns = append(conns, c)
	}
	nets := top.Inst("cell", cell, &ir.Grid{Rows: 1, Base: lanes}, conns...)
	var out []*ir.Node
	for l := range lanes {
		out = append(out, irtest.RefAt(nets["y"], l))
	}
	top.Out("y", nets["y"].Type, out...)
	return irtest.Design(irtest.M{Module: cell}, top)
}
