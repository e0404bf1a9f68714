package irtest

import (
	"fmt"
	"math/big"
	"math/rand/v2"

	"npugen/hdl/ir"
)

// MaxWidth is the widest expression Random makes.
const MaxWidth = 130

// Random is a legal combinational module with inputs i0, i1, ... and outputs
// o0, o1, ... over a random DAG that uses every operator. The same seed gives
// the same module.
func Random(seed uint64, nodes int) *M {
	g := &generator{r: rand.New(rand.NewPCG(seed, 1)), m: New("rnd")}
	for i := range 2 + g.r.IntN(4) {
		t := ir.Type{Width: g.width(), Signed: g.r.IntN(2) == 0}
		if g.r.IntN(4) == 0 {
			t = Bool
		}
		g.pool = append(g.pool, g.m.In(fmt.Sprintf("i%d", i), t))
	}
	for range nodes {
		g.pool = append(g.pool, g.node())
	}
	for i := range 1 + g.r.IntN(3) {
		x := g.pool[len(g.pool)-1-g.r.IntN(min(8, len(g.pool)))]
		if g.r.IntN(2) == 0 {
			x = g.fit(x, g.width())
		}
		g.m.Out(fmt.Sprintf("o%d", i), x)
	}
	return g.m
}

// RandomBits is a random value of a width, often an extreme one.
func RandomBits(r *rand.Rand, width int) *big.Int {
	switch r.IntN(6) {
	case 0:
		return new(big.Int)
	case 1:
		return ir.Mask(width)
	case 2:
		return big.NewInt(1)
	case 3:
		return new(big.Int).Lsh(big.NewInt(1), uint(width-1))
	}
	v := new(big.Int)
	for range (width + 63) / 64 {
		v.Or(v.Lsh(v, 64), new(big.Int).SetUint64(r.Uint64()))
	}
	return ir.Wrap(v, width)
}

type generator struct {
	r    *rand.Rand
	m    *M
	pool []*ir.Node
}

func (g *generator) width() int {
	switch g.r.IntN(4) {
	case 0:
		return 1 + g.r.IntN(MaxWidth)
	case 1:
		return 1 + g.r.IntN(3)
	}
	return 1 + g.r.IntN(12)
}

// pick is any node made so far, or a constant.
func (g *generator) pick() *ir.Node {
	if g.r.IntN(5) == 0 {
		w := g.width()
		n := U(0, w)
		n.Val, n.Signed = RandomBits(g.r, w), g.r.IntN(2) == 0
		return n
	}
	return g.pool[g.r.IntN(len(g.pool))]
}

// fit brings x to a width.
func (g *generator) fit(x *ir.Node, w int) *ir.Node {
	switch {
	case x.Width > w:
		lo := 0
		if g.r.IntN(2) == 0 {
			lo = g.r.IntN(x.Width - w + 1)
		}
		return Slice(x, lo+w-1, lo)
	case x.Width < w:
		return Ext(x, w)
	}
	return x
}

// typed is x as a plain number of a sign.
func typed(x *ir.Node, signed bool) *ir.Node {
	if x.Signed == signed && !x.Bool {
		return x
	}
	return Cast(x, ir.Type{Signed: signed})
}

func (g *generator) node() *ir.Node {
	ops := []ir.Op{
		ir.OpNot, ir.OpAnd, ir.OpOr, ir.OpXor, ir.OpAdd, ir.OpSub, ir.OpMul, ir.OpDiv, ir.OpRem,
		ir.OpEq, ir.OpNe, ir.OpLt, ir.OpLe, ir.OpGt, ir.OpGe, ir.OpRedAnd, ir.OpRedOr, ir.OpRedXor,
		ir.OpShl, ir.OpShr, ir.OpCat, ir.OpSlice, ir.OpExt, ir.OpCast, ir.OpMux, ir.OpCase, ir.OpIndex,
		ir.OpSlice, ir.OpSlice, ir.OpCast, ir.OpMux, ir.OpAdd,
	}
	op := ops[g.r.IntN(len(ops))]
	x := g.pick()
	y := typed(g.fit(g.pick(), x.Width), x.Signed)
	switch op {
	case ir.OpNot:
		return Not(x)
	case ir.OpAnd, ir.OpOr, ir.OpXor:
		if g.r.IntN(3) == 0 {
			return Op(op, typed(x, x.Signed), y, g.fit(g.pick(), x.Width))
		}
		return Op(op, typed(x, x.Signed), y)
	case ir.OpAdd, ir.OpSub:
		return Op(op, typed(x, x.Signed), y)
	case ir.OpDiv, ir.OpRem:
		return Op(op, typed(x, x.Signed), y)
	case ir.OpMul:
		z := typed(g.fit(g.pick(), g.width()), x.Signed)
		n := Mul(typed(x, x.Signed), z)
		least := max(x.Width, z.Width)
		n.Width = min(least+g.r.IntN(min(x.Width, z.Width)+1), max(least, MaxWidth))
		return n
	case ir.OpEq, ir.OpNe, ir.OpLt, ir.OpLe, ir.OpGt, ir.OpGe:
		return Cmp(op, x, y)
	case ir.OpRedAnd, ir.OpRedOr, ir.OpRedXor:
		return Cmp(op, x)
	case ir.OpShl, ir.OpShr:
		amount := typed(g.fit(g.pick(), 1+g.r.IntN(8)), false)
		return Op(op, typed(x, x.Signed), amount)
	case ir.OpCat:
		n := Cat(x, g.pick())
		for n.Width > MaxWidth {
			n = Cat(g.fit(x, 1+g.r.IntN(40)), g.fit(g.pick(), 1+g.r.IntN(40)))
		}
		return n
	case ir.OpSlice:
		n := g.fit(x, 1+g.r.IntN(x.Width))
		if g.r.IntN(3) == 0 {
			n = typed(n, true)
		}
		return n
	case ir.OpExt:
		n := Ext(x, min(MaxWidth, x.Width+g.r.IntN(9)))
		if g.r.IntN(4) == 0 {
			n.Signed = !n.Signed
		}
		return n
	case ir.OpCast:
		return Cast(x, ir.Type{Signed: !x.Signed})
	case ir.OpMux:
		return Mux(g.fit(g.pick(), 1), x, y)
	case ir.OpCase:
		sel := g.fit(g.pick(), 1+g.r.IntN(4))
		var labels []int64
		arms := []*ir.Node{x}
		for range 1 + g.r.IntN(4) {
			labels = append(labels, g.r.Int64N(16))
			arms = append(arms, g.fit(g.pick(), x.Width))
		}
		return Case(sel, labels, arms...)
	case ir.OpIndex:
		items := []*ir.Node{x}
		for range g.r.IntN(5) {
			items = append(items, g.fit(g.pick(), x.Width))
		}
		return Index(typed(g.fit(g.pick(), 1+g.r.IntN(3)), false), items...)
	}
	panic("irtest: no case for " + op.String())
}
