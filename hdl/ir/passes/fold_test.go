package passes

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

// vars are inputs to write expressions with.
type vars struct {
	m       *M
	x, y, z *ir.Node // uint<8>
	s, t    *ir.Node // sint<8>
	c, d    *ir.Node // bool
	b       *ir.Node // uint<1>
	i       *ir.Node // uint<2>
}

func newVars() vars {
	m := New("m")
	return vars{
		m: m,
		x: m.In("x", Uint(8)), y: m.In("y", Uint(8)), z: m.In("z", Uint(8)),
		s: m.In("s", Sint(8)), t: m.In("t", Sint(8)),
		c: m.In("c", Bool), d: m.In("d", Bool),
		b: m.In("b", Uint(1)), i: m.In("i", Uint(2)),
	}
}

// expect runs a pass over one expression and compares text before and after.
func expect(t *testing.T, run func(*ir.Module) bool, make func(vars) *ir.Node, before, after string) {
	t.Helper()
	v := newVars()
	n := make(v)
	q := v.m.Out("q", n)
	require.NoError(t, ir.Verify(Design(v.m)))
	require.Equal(t, before, ir.FormatNode(n))
	changed := run(v.m.Module)
	require.NoError(t, ir.Verify(Design(v.m)))
	require.Equal(t, after, ir.FormatNode(q.Drive[0]))
	require.Equal(t, before != after, changed)
	require.Equal(t, TypeOf(n), TypeOf(q.Drive[0]), "the type of the expression")
}

func TestFold(t *testing.T) {
	div := func(x, y *ir.Node) *ir.Node { return Op(ir.OpDiv, x, y) }
	rem := func(x, y *ir.Node) *ir.Node { return Op(ir.OpRem, x, y) }
	cmp := Cmp
	for _, c := range []struct {
		make          func(v vars) *ir.Node
		before, after string
	}{
		// Constants.
		{func(v vars) *ir.Node { return Add(U(200, 8), U(100, 8)) }, "add(200, 100)", "44"},
		{func(v vars) *ir.Node { return Mul(S(-3, 4), S(5, 4)) }, "mul<8>(-3, 5)", "-15"},
		{func(v vars) *ir.Node { return Add(v.x, Add(U(1, 8), U(2, 8))) }, "add(x, add(1, 2))", "add(x, 3)"},

		// Logic.
		{func(v vars) *ir.Node { return Not(Not(v.x)) }, "not(not(x))", "x"},
		{func(v vars) *ir.Node { return And(v.x, U(0, 8)) }, "and(x, 0)", "0"},
		{func(v vars) *ir.Node { return And(v.x, U(255, 8), v.y) }, "and(x, 255, y)", "and(x, y)"},
		{func(v vars) *ir.Node { return And(v.x, v.x) }, "and(x, x)", "x"},
		{func(v vars) *ir.Node { return And(v.x, Not(v.x)) }, "and(x, not(x))", "0"},
		{func(v vars) *ir.Node { return And(U(12, 8), v.x, U(10, 8)) }, "and(12, x, 10)", "and(x, 8)"},
		{func(v vars) *ir.Node { return Or(v.x, U(0, 8)) }, "or(x, 0)", "x"},
		{func(v vars) *ir.Node { return Or(v.c, B(true)) }, "or(c, true)", "true"},
		{func(v vars) *ir.Node { return Or(Not(v.x), v.x) }, "or(not(x), x)", "255"},
		{func(v vars) *ir.Node { return Xor(v.x, v.y, v.x) }, "xor(x, y, x)", "y"},
		{func(v vars) *ir.Node { return Xor(v.x, U(255, 8)) }, "xor(x, 255)", "not(x)"},
		{func(v vars) *ir.Node { return Xor(v.x, U(15, 8)) }, "xor(x, 15)", "xor(x, 15)"},
		{func(v vars) *ir.Node { return And(v.s, v.x, S(-1, 8)) }, "and(s, x, -1)", "and(s, x)"},

		// Arithmetic.
		{func(v vars) *ir.Node { return Add(v.x, U(0, 8)) }, "add(x, 0)", "x"},
		{func(v vars) *ir.Node { return Add(U(0, 8), v.x) }, "add(0, x)", "x"},
		{func(v vars) *ir.Node { return Sub(v.x, v.x) }, "sub(x, x)", "0"},
		{func(v vars) *ir.Node { return Sub(U(0, 8), v.x) }, "sub(0, x)", "sub(0, x)"},
		{func(v vars) *ir.Node { return Mul(v.x, U(1, 4)) }, "mul<12>(x, 1)", "ext<12>(x)"},
		{func(v vars) *ir.Node { return Mul(v.s, S(0, 4)) }, "mul<12>(s, 0)", "0"},
		{func(v vars) *ir.Node { return Mul(v.s, S(-1, 1)) }, "mul<9>(s, -1)", "mul<9>(s, -1)"},
		{func(v vars) *ir.Node { return div(v.x, U(8, 8)) }, "div(x, 8)", "ext<8>(x[7:3])"},
		{func(v vars) *ir.Node { return div(v.s, S(8, 8)) }, "div(s, 8)", "div(s, 8)"},
		{func(v vars) *ir.Node { return div(v.x, U(0, 8)) }, "div(x, 0)", "255"},
		{func(v vars) *ir.Node { return rem(v.x, U(8, 8)) }, "rem(x, 8)", "ext<8>(x[2:0])"},
		{func(v vars) *ir.Node { return rem(v.x, U(0, 8)) }, "rem(x, 0)", "x"},

		// Shifts.
		{func(v vars) *ir.Node { return Shl(v.x, U(3, 4)) }, "shl(x, 3)", "cat(x[4:0], 0:3)"},
		{func(v vars) *ir.Node { return Shl(v.s, U(3, 4)) }, "shl(s, 3)", "sint(cat(s[4:0], 0:3))"},
		{func(v vars) *ir.Node { return Shl(v.x, U(8, 4)) }, "shl(x, 8)", "0"},
		{func(v vars) *ir.Node { return Shr(v.x, U(3, 4)) }, "shr(x, 3)", "ext<8>(x[7:3])"},
		{func(v vars) *ir.Node { return Shr(v.s, U(3, 4)) }, "shr(s, 3)", "ext<8>(sint(s[7:3]))"},
		{func(v vars) *ir.Node { return Shr(v.s, U(15, 4)) }, "shr(s, 15)", "ext<8>(sint(s[7:7]))"},
		{func(v vars) *ir.Node { return Shr(v.x, U(0, 4)) }, "shr(x, 0)", "x"},
		{func(v vars) *ir.Node { return Shr(Add(v.x, v.y), U(3, 2)) }, "shr(add(x, y), 3)", "shr(add(x, y), 3)"},

		// Comparisons.
		{func(v vars) *ir.Node { return Lt(v.x, U(0, 8)) }, "lt(x, 0)", "false"},
		{func(v vars) *ir.Node { return cmp(ir.OpGe, v.x, U(0, 8)) }, "ge(x, 0)", "true"},
		{func(v vars) *ir.Node { return cmp(ir.OpGe, v.s, S(0, 8)) }, "ge(s, 0)", "ge(s, 0)"},
		{func(v vars) *ir.Node { return cmp(ir.OpLe, v.x, U(255, 8)) }, "le(x, 255)", "true"},
		{func(v vars) *ir.Node { return cmp(ir.OpGt, U(0, 8), v.x) }, "gt(0, x)", "false"},
		{func(v vars) *ir.Node { return Lt(Ext(v.x, 12), U(256, 12)) }, "lt(ext<12>(x), 256)", "true"},
		{func(v vars) *ir.Node { return Eq(Ext(v.x, 12), U(256, 12)) }, "eq(ext<12>(x), 256)", "false"},
		{func(v vars) *ir.Node { return Eq(Ext(v.x, 12), U(25, 12)) }, "eq(ext<12>(x), 25)", "eq(x, 25)"},
		{func(v vars) *ir.Node { return Lt(Ext(v.s, 12), Ext(v.t, 12)) }, "lt(ext<12>(s), ext<12>(t))", "lt(s, t)"},
		{func(v vars) *ir.Node { return Eq(Ext(v.s, 12), U(25, 12)) }, "eq(ext<12>(s), 25)", "eq(ext<12>(s), 25)"},
		{func(v vars) *ir.Node { return Eq(v.x, v.x) }, "eq(x, x)", "true"},
		{func(v vars) *ir.Node { return Lt(v.x, v.x) }, "lt(x, x)", "false"},
		{func(v vars) *ir.Node { return Eq(v.b, U(1, 1)) }, "eq(b, 1)", "bool(b)"},
		{func(v vars) *ir.Node { return Eq(v.c, B(false)) }, "eq(c, false)", "not(c)"},
		{func(v vars) *ir.Node { return cmp(ir.OpNe, B(true), v.c) }, "ne(true, c)", "not(c)"},
		{func(v vars) *ir.Node { return cmp(ir.OpRedXor, v.b) }, "redxor(b)", "bool(b)"},

		// Wiring.
		{func(v vars) *ir.Node { return Ext(Ext(v.x, 10), 12) }, "ext<12>(ext<10>(x))", "ext<12>(x)"},
		{func(v vars) *ir.Node { return Ext(Cast(Ext(v.s, 10), Uint(10)), 12) }, "ext<12>(uint(ext<10>(s)))", "ext<12>(uint(ext<10>(s)))"},
		{func(v vars) *ir.Node { return Ext(v.x, 8) }, "ext<8>(x)", "x"},
		{func(v vars) *ir.Node { return Slice(Slice(v.x, 6, 2), 3, 1) }, "x[6:2][3:1]", "x[5:3]"},
		{func(v vars) *ir.Node { return Slice(v.x, 7, 0) }, "x[7:0]", "x"},
		{func(v vars) *ir.Node { return Slice(v.s, 7, 0) }, "s[7:0]", "uint(s)"},
		{func(v vars) *ir.Node { return Slice(Cat(v.x, v.y), 15, 8) }, "cat(x, y)[15:8]", "x"},
		{func(v vars) *ir.Node { return Slice(Cat(v.x, v.y), 11, 4) }, "cat(x, y)[11:4]", "cat(x[3:0], y[7:4])"},
		{func(v vars) *ir.Node { return Slice(Ext(v.x, 12), 3, 1) }, "ext<12>(x)[3:1]", "x[3:1]"},
		{func(v vars) *ir.Node { return Slice(Ext(v.x, 12), 11, 8) }, "ext<12>(x)[11:8]", "0"},
		{func(v vars) *ir.Node { return Slice(Ext(v.s, 12), 9, 6) }, "ext<12>(s)[9:6]", "ext<4>(sint(s[7:6]))"},
		{func(v vars) *ir.Node { return Slice(U(0xab, 8), 7, 4) }, "171[7:4]", "10"},
		{func(v vars) *ir.Node { return Cast(Cast(v.s, Uint(8)), Sint(8)) }, "sint(uint(s))", "s"},
		{func(v vars) *ir.Node { return Cat(Slice(v.x, 7, 4), Slice(v.x, 3, 0)) }, "cat(x[7:4], x[3:0])", "x"},
		{func(v vars) *ir.Node { return Cat(v.y, Slice(v.x, 7, 4), Slice(v.x, 3, 1)) }, "cat(y, x[7:4], x[3:1])", "cat(y, x[7:1])"},
		{func(v vars) *ir.Node { return Cat(Slice(v.x, 3, 0), Slice(v.x, 7, 4)) }, "cat(x[3:0], x[7:4])", "cat(x[3:0], x[7:4])"},
		{func(v vars) *ir.Node { return Cat(U(1, 1), U(0, 2), v.x) }, "cat(1:1, 0:2, x)", "cat(4:3, x)"},

		// Selection.
		{func(v vars) *ir.Node { return Mux(B(true), v.x, v.y) }, "mux(true, x, y)", "x"},
		{func(v vars) *ir.Node { return Mux(v.c, v.x, v.x) }, "mux(c, x, x)", "x"},
		{func(v vars) *ir.Node { return Mux(v.c, B(true), B(false)) }, "mux(c, true, false)", "c"},
		{func(v vars) *ir.Node { return Mux(v.c, U(0, 1), U(1, 1)) }, "mux(c, 0, 1)", "not(uint(c))"},
		{func(v vars) *ir.Node { return Mux(v.c, Mux(v.c, v.x, v.y), v.z) }, "mux(c, mux(c, x, y), z)", "mux(c, x, z)"},
		{func(v vars) *ir.Node { return Mux(v.c, v.x, Mux(v.c, v.y, v.z)) }, "mux(c, x, mux(c, y, z))", "mux(c, x, z)"},
		{func(v vars) *ir.Node { return Mux(v.c, v.x, Mux(v.d, v.y, U(0, 8))) }, "mux(c, x, mux(d, y, 0))", "mux(c, x, mux(d, y, 0))"},
		{func(v vars) *ir.Node { return Case(U(2, 2), []int64{1, 2}, v.x, v.y, v.z) }, "case(2, 1: x, 2: y, _: z)", "y"},
		{func(v vars) *ir.Node { return Case(U(3, 2), []int64{1, 2}, v.x, v.y, v.z) }, "case(3, 1: x, 2: y, _: z)", "z"},
		{func(v vars) *ir.Node { return Case(v.i, []int64{1, 2}, v.x, v.x, v.x) }, "case(i, 1: x, 2: x, _: x)", "x"},
		{func(v vars) *ir.Node { return Index(U(1, 2), v.x, v.y) }, "index(1, x, y)", "y"},
		{func(v vars) *ir.Node { return Index(U(2, 2), v.x, v.y) }, "index(2, x, y)", "0"},
		{func(v vars) *ir.Node { return Index(v.i, v.x, v.x) }, "index(i, x, x)", "index(i, x, x)"},
		{func(v vars) *ir.Node { return Index(v.b, v.x, v.x) }, "index(b, x, x)", "x"},
		{func(v vars) *ir.Node { return Index(v.b, v.x, v.y, v.z) }, "index(b, x, y, z)", "index(b, x, y)"},
	} {
		t.Run(c.before, func(t *testing.T) { expect(t, fold, c.make, c.before, c.after) })
	}
}

// An unnamed wire that is constant disappears; a named one, and a wire with
// logic behind it, stay references.
func TestFoldWires(t *testing.T) {
	m := New("m")
	x := m.In("x", Uint(8))
	k := m.Wire("k", U(5, 8))
	kept := m.Wire("kept", U(6, 8))
	kept.Sig.Named = true
	alias := m.Wire("alias", x)
	q := m.Out("q", k, kept, alias)
	require.True(t, fold(m.Module))
	require.Equal(t, "5 kept alias", ir.FormatNode(q.Drive[0])+" "+ir.FormatNode(q.Drive[1])+" "+ir.FormatNode(q.Drive[2]))
}

// An output and the wire that is its whole value may share a name; they stay
// one net when the wire is constant.
func TestFoldSharedName(t *testing.T) {
	m := New("m")
	q := m.Out("q", U(5, 8))
	q.Drive = []*ir.Node{m.Wire("q", U(5, 8))}
	require.NoError(t, Run(Design(m)))
	require.Equal(t, "module m\n  output q : uint<8> = q\n  wire q : uint<8> = 5\n", ir.Format(m.Module))
}

// What replaces a named expression takes its name and place.
func TestFoldKeepsHint(t *testing.T) {
	v := newVars()
	n := Shl(v.x, U(3, 4))
	n.Hint, n.Loc = "scaled", ir.Loc{File: "a.go", Line: 7}
	q := v.m.Out("q", n)
	require.True(t, fold(v.m.Module))
	require.Equal(t, ir.OpCat, q.Drive[0].Op)
	require.Equal(t, "scaled", q.Drive[0].Hint)
	require.Equal(t, n.Loc, q.Drive[0].Loc)
	require.Equal(t, "x", ir.FormatNode(v.x))
}
