package compiled

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSimplify(t *testing.T) {
	g := newGraph()
	root := rootSpace()
	x := g.state(&storage{sp: root, width: 8})
	y := g.state(&storage{sp: root, width: 8})
	c := g.state(&storage{sp: root, width: 1})
	d := g.state(&storage{sp: root, width: 1})
	k := func(v uint64) *value { return g.constant(v, 8) }
	for name, eq := range map[string][2]*value{
		"x+0":              {g.op(opAdd, 8, 0, x, k(0)), x},
		"x&ones":           {g.op(opAnd, 8, 0, k(255), x), x},
		"x|ones":           {g.op(opOr, 8, 0, x, k(255)), k(255)},
		"x^x":              {g.op(opXor, 8, 0, x, x), k(0)},
		"3*5":              {g.op(opMul, 8, 0, k(3), k(5)), k(15)},
		"not not":          {g.op(opNot, 8, 0, g.op(opNot, 8, 0, x)), x},
		"mux same":         {g.op(opMux, 8, 0, c, x, x), x},
		"mux not":          {g.op(opMux, 8, 0, g.op(opNot, 1, 0, c), x, y), g.op(opMux, 8, 0, c, y, x)},
		"mux in mux":       {g.op(opMux, 8, 0, c, g.op(opMux, 8, 0, c, x, y), y), g.op(opMux, 8, 0, c, x, y)},
		"slice of cat":     {g.op(opSlice, 8, 8, g.op(opCat, 16, 0, x, y)), x},
		"cat of slices":    {g.op(opCat, 8, 0, g.op(opSlice, 4, 4, x), g.op(opSlice, 4, 0, x)), x},
		"copies of a bit":  {g.op(opCat, 3, 0, c, g.op(opCat, 2, 0, c, c)), g.op(opSext, 3, 0, c)},
		"slice of zext":    {g.op(opSlice, 4, 10, g.op(opZext, 16, 0, x)), g.constant(0, 4)},
		"slice of slice":   {g.op(opSlice, 2, 1, g.op(opSlice, 4, 2, x)), g.op(opSlice, 2, 3, x)},
		"mux of opposites": {g.op(opMux, 1, 0, c, g.op(opNot, 1, 0, d), d), g.op(opXor, 1, 0, c, d)},
		"below all":        {g.op(opLt, 1, 0, g.op(opZext, 16, 0, x), g.constant(256, 16)), g.constant(1, 1)},
		"x==x":             {g.op(opEq, 1, 0, x, x), g.constant(1, 1)},
		"c==1":             {g.op(opEq, 1, 0, c, g.constant(1, 1)), c},
		"commuted":         {g.op(opAdd, 8, 0, x, y), g.op(opAdd, 8, 0, y, x)},
	} {
		require.Same(t, eq[1], eq[0], name)
	}
}

// Simplified values equal what the operators say, for random trees.
func TestSimplifyKeepsMeaning(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	ops := []op{opNot, opAnd, opOr, opXor, opAdd, opSub, opEq, opLt, opLtS, opShl, opShr, opSar, opZext, opSext, opSlice, opCat, opMux}
	for range 20_000 {
		g := newGraph()
		root := rootSpace()
		// Each value comes with what it should be for a fixed choice of state.
		type pair struct {
			v *value
			n uint64
		}
		env := map[*value]uint64{}
		var pool []pair
		for range 3 {
			w := 1 + r.IntN(6)
			v := g.state(&storage{sp: root, width: w})
			env[v] = r.Uint64() & ones(w)
			pool = append(pool, pair{v, env[v]}, pair{g.constant(ones(w), w), ones(w)}, pair{g.constant(0, w), 0})
		}
		of := func(w int) pair {
			p := pool[r.IntN(len(pool))]
			switch {
			case int(p.v.w) < w:
				return pair{g.op(opZext, w, 0, p.v), p.n}
			case int(p.v.w) > w:
				return pair{g.op(opSlice, w, 0, p.v), p.n & ones(w)}
			}
			return p
		}
		for range 10 {
			o := ops[r.IntN(len(ops))]
			w := 1 + r.IntN(8)
			args := []pair{of(w), of(w)}
			k := uint64(0)
			width := w
			switch o {
			case opNot:
				args = args[:1]
			case opEq, opLt, opLtS:
				width = 1
			case opShl, opShr, opSar:
				args, k = args[:1], uint64(r.IntN(w))
			case opZext, opSext:
				args, width = args[:1], w+r.IntN(5)
			case opSlice:
				args, k = args[:1], uint64(r.IntN(w))
				width = 1 + r.IntN(w-int(k))
			case opCat:
				width = 2 * w
			case opMux:
				args = append([]pair{of(1)}, args...)
			}
			var vs []*value
			var ns []uint64
			for _, a := range args {
				vs, ns = append(vs, a.v), append(ns, a.n)
			}
			p := pair{g.op(o, width, k, vs...), evaluate(o, width, k, vs, ns)}
			require.EqualValues(t, width, p.v.w, "operator %d", o)
			require.Equal(t, p.n, valueOf(p.v, env), "operator %d", o)
			pool = append(pool, p)
		}
	}
}

func valueOf(v *value, env map[*value]uint64) uint64 {
	switch v.op {
	case opConst:
		return v.k
	case opState:
		return env[v]
	}
	in := make([]uint64, len(v.args))
	for i, a := range v.args {
		in[i] = valueOf(a, env)
	}
	return evaluate(v.op, int(v.w), v.k, v.args, in)
}
