package passes

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

func TestNarrow(t *testing.T) {
	for _, c := range []struct {
		make          func(v vars) *ir.Node
		before, after string
	}{
		{func(v vars) *ir.Node { return Slice(Add(Ext(v.x, 9), Ext(v.y, 9)), 7, 0) }, "add(ext<9>(x), ext<9>(y))[7:0]", "add(x, y)"},
		{func(v vars) *ir.Node { return Slice(Sub(Ext(v.x, 9), Ext(v.y, 9)), 3, 0) }, "sub(ext<9>(x), ext<9>(y))[3:0]", "sub(x[3:0], y[3:0])"},
		{func(v vars) *ir.Node { return Slice(Add(Ext(v.x, 12), Ext(v.y, 12)), 8, 4) }, "add(ext<12>(x), ext<12>(y))[8:4]", "add(ext<9>(x), ext<9>(y))[8:4]"},
		{func(v vars) *ir.Node { return Slice(Mul(v.x, v.y), 7, 0) }, "mul<16>(x, y)[7:0]", "mul<8>(x, y)"},
		{func(v vars) *ir.Node { return Slice(Mul(v.s, v.t), 9, 0) }, "mul<16>(s, t)[9:0]", "uint(mul<10>(s, t))"},
		{func(v vars) *ir.Node { return Slice(Mul(v.x, v.y), 3, 0) }, "mul<16>(x, y)[3:0]", "mul<4>(x[3:0], y[3:0])"},
		{func(v vars) *ir.Node { return Slice(Xor(v.x, Not(v.y)), 6, 2) }, "xor(x, not(y))[6:2]", "xor(x[6:2], not(y[6:2]))"},
		{func(v vars) *ir.Node { return Slice(Mux(v.c, v.x, v.y), 6, 2) }, "mux(c, x, y)[6:2]", "mux(c, x[6:2], y[6:2])"},
		{func(v vars) *ir.Node { return Slice(Index(v.i, v.x, v.y), 6, 2) }, "index(i, x, y)[6:2]", "index(i, x[6:2], y[6:2])"},
		{func(v vars) *ir.Node { return Slice(Shl(v.x, v.i), 3, 0) }, "shl(x, i)[3:0]", "shl(x[3:0], i)"},
		{func(v vars) *ir.Node { return Slice(Shr(v.x, v.i), 3, 0) }, "shr(x, i)[3:0]", "shr(x, i)[3:0]"},
		{func(v vars) *ir.Node { return Slice(Op(ir.OpDiv, v.x, v.y), 3, 0) }, "div(x, y)[3:0]", "div(x, y)[3:0]"},
		{func(v vars) *ir.Node { return Cast(Slice(Add(Ext(v.s, 9), Ext(v.t, 9)), 7, 0), Sint(8)) }, "sint(add(ext<9>(s), ext<9>(t))[7:0])", "add(s, t)"},
		{func(v vars) *ir.Node { return Slice(Add(Cat(v.c, v.x), Cat(v.d, v.y)), 7, 0) }, "add(cat(c, x), cat(d, y))[7:0]", "add(x, y)"},
		// Read at full width elsewhere: nothing is narrowed or computed twice.
		{func(v vars) *ir.Node { n := Add(Ext(v.x, 9), Ext(v.y, 9)); return Cat(Slice(n, 7, 0), n) }, "cat(add(ext<9>(x), ext<9>(y))[7:0], add(ext<9>(x), ext<9>(y)))", "cat(add(ext<9>(x), ext<9>(y))[7:0], add(ext<9>(x), ext<9>(y)))"},
		// Two users that together need 5 bits.
		{func(v vars) *ir.Node { n := Add(v.x, v.y); return Cat(Slice(n, 2, 0), Slice(n, 4, 2)) }, "cat(add(x, y)[2:0], add(x, y)[4:2])", "cat(add(x[4:0], y[4:0])[2:0], add(x[4:0], y[4:0])[4:2])"},
	} {
		t.Run(c.before, func(t *testing.T) { expect(t, narrow, c.make, c.before, c.after) })
	}
}

func TestCasts(t *testing.T) {
	for _, c := range []struct {
		make          func(v vars) *ir.Node
		before, after string
	}{
		{func(v vars) *ir.Node { return Cast(Add(Cast(v.s, Uint(8)), Cast(v.t, Uint(8))), Sint(8)) }, "sint(add(uint(s), uint(t)))", "add(s, t)"},
		{func(v vars) *ir.Node { return Cast(Mux(v.c, Cast(v.s, Uint(8)), U(255, 8)), Sint(8)) }, "sint(mux(c, uint(s), 255))", "mux(c, s, -1)"},
		{func(v vars) *ir.Node { return Cast(Add(Cast(v.s, Uint(8)), v.x), Sint(8)) }, "sint(add(uint(s), x))", "sint(add(uint(s), x))"},
		{func(v vars) *ir.Node { n := Not(Cast(v.s, Uint(8))); return Cat(Cast(n, Sint(8)), n) }, "cat(sint(not(uint(s))), not(uint(s)))", "cat(sint(not(uint(s))), not(uint(s)))"},
	} {
		t.Run(c.before, func(t *testing.T) { expect(t, casts, c.make, c.before, c.after) })
	}
}

func TestCSE(t *testing.T) {
	m := New("m")
	x, y := m.In("x", Uint(8)), m.In("y", Uint(8))
	first, second := Add(x, y), Add(Ref(x.Sig), Ref(y.Sig))
	first.Hint, second.Hint = "sum", "total"
	m.Out("p", Not(first))
	m.Out("q", Xor(second, Case(x, []int64{1}, first, second)))
	m.Out("r", Case(x, []int64{2}, first, first), Case(x, []int64{1}, first, first))
	require.True(t, cse(m.Module))
	require.NoError(t, ir.Verify(Design(m)))
	require.Equal(t, `module m
  input x : uint<8>
  input y : uint<8>
  %1 sum : uint<8> = add(x, y)
  output p : uint<8> = not(%1)
  %2 : uint<8> = case(x, 1: %1, _: %1)
  output q : uint<8> = xor(%1, %2)
  output r : uint<8>[2] = [case(x, 2: %1, _: %1), %2]
`, ir.Format(m.Module))
	require.False(t, cse(m.Module))
}
