package ir_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

// width sets the width of a node whose constructor chose another.
func width(n *ir.Node, w int) *ir.Node {
	n.Width = w
	return n
}

func TestEval(t *testing.T) {
	red := func(op ir.Op, v int64, w int) *ir.Node { return Cmp(op, U(v, w)) }
	div := func(x, y *ir.Node) *ir.Node { return Op(ir.OpDiv, x, y) }
	rem := func(x, y *ir.Node) *ir.Node { return Op(ir.OpRem, x, y) }
	le := func(x, y *ir.Node) *ir.Node { return Cmp(ir.OpLe, x, y) }
	twoLabels := Case(U(3, 2), []int64{0, 1}, U(7, 4), U(8, 4), U(9, 4))
	twoLabels.Labels[1] = append(twoLabels.Labels[1], big.NewInt(3))

	for _, c := range []struct {
		name string
		n    *ir.Node
		want string // hexadecimal
	}{
		{"const", U(0x5a, 8), "5a"},
		{"not", Not(U(0x5a, 8)), "a5"},
		{"not of a bool", Not(B(true)), "0"},
		{"and of three", And(U(0xf, 4), U(7, 4), U(0xd, 4)), "5"},
		{"or of three", Or(U(1, 4), U(2, 4), U(8, 4)), "b"},
		{"xor of three", Xor(U(0xf, 4), U(3, 4), U(1, 4)), "d"},

		{"add", Add(U(200, 8), U(55, 8)), "ff"},
		{"add wraps", Add(U(200, 8), U(56, 8)), "0"},
		{"add of signed bits", Add(S(-1, 8), S(-2, 8)), "fd"},
		{"add past 64 bits", Add(Ext(U(-1, 64), 65), Ext(U(1, 64), 65)), "10000000000000000"},
		{"sub", Sub(U(5, 4), U(3, 4)), "2"},
		{"sub wraps", Sub(U(3, 4), U(5, 4)), "e"},
		{"mul", Mul(U(15, 4), U(15, 4)), "e1"},
		{"mul signed", Mul(S(-8, 4), S(-8, 4)), "40"},
		{"mul signed negative", Mul(S(-8, 4), S(7, 4)), "c8"},
		{"mul kept to one width", width(Mul(U(15, 4), U(15, 4)), 4), "1"},
		{"mul of two widths", width(Mul(S(-1, 2), S(5, 4)), 5), "1b"},

		{"div", div(U(13, 4), U(4, 4)), "3"},
		{"div toward zero", div(S(-7, 4), S(2, 4)), "d"},
		{"div by negative", div(S(7, 4), S(-2, 4)), "d"},
		{"div by zero", div(U(13, 4), U(0, 4)), "f"},
		{"div negative by zero", div(S(-7, 4), S(0, 4)), "f"},
		{"div most negative by -1", div(S(-8, 4), S(-1, 4)), "8"},
		{"rem", rem(U(13, 4), U(4, 4)), "1"},
		{"rem takes the sign of the dividend", rem(S(-7, 4), S(2, 4)), "f"},
		{"rem of positive by negative", rem(S(7, 4), S(-2, 4)), "1"},
		{"rem by zero", rem(S(-7, 4), S(0, 4)), "9"},
		{"rem most negative by -1", rem(S(-8, 4), S(-1, 4)), "0"},

		{"eq", Eq(U(3, 4), U(3, 4)), "1"},
		{"eq compares bits", Eq(S(-1, 4), U(15, 4)), "1"},
		{"ne", Cmp(ir.OpNe, U(3, 4), U(3, 4)), "0"},
		{"lt unsigned", Lt(U(3, 4), U(15, 4)), "1"},
		{"lt signed", Lt(S(3, 4), S(-1, 4)), "0"},
		{"le", le(U(3, 4), U(3, 4)), "1"},
		{"le signed", le(S(-8, 4), S(7, 4)), "1"},
		{"gt", Cmp(ir.OpGt, U(15, 4), U(3, 4)), "1"},
		{"gt signed", Cmp(ir.OpGt, S(-1, 4), S(3, 4)), "0"},
		{"ge", Cmp(ir.OpGe, S(-1, 4), S(-1, 4)), "1"},

		{"redand", red(ir.OpRedAnd, 7, 3), "1"},
		{"redand with a zero", red(ir.OpRedAnd, 6, 3), "0"},
		{"redor", red(ir.OpRedOr, 4, 3), "1"},
		{"redor of zero", red(ir.OpRedOr, 0, 3), "0"},
		{"redxor odd", red(ir.OpRedXor, 7, 3), "1"},
		{"redxor even", red(ir.OpRedXor, 5, 3), "0"},

		{"shl", Shl(U(5, 4), U(1, 8)), "a"},
		{"shl loses bits", Shl(U(5, 4), U(2, 8)), "4"},
		{"shl by the width", Shl(U(5, 4), U(4, 8)), "0"},
		{"shl by a huge amount", Shl(U(5, 4), U(-1, 100)), "0"},
		{"shr", Shr(U(0xc, 4), U(2, 2)), "3"},
		{"shr by the width", Shr(U(0xc, 4), U(4, 8)), "0"},
		{"shr arithmetic", Shr(S(-8, 4), U(2, 2)), "e"},
		{"shr arithmetic by a huge amount", Shr(S(-8, 4), U(-1, 100)), "f"},
		{"shr arithmetic of a positive", Shr(S(7, 4), U(9, 4)), "0"},

		{"cat", Cat(U(1, 1), U(2, 3), U(0xc, 4)), "ac"},
		{"slice", Slice(U(0xabc, 12), 7, 4), "b"},
		{"ext unsigned", Ext(U(0xf, 4), 8), "f"},
		{"ext signed", Ext(S(-1, 4), 8), "ff"},
		{"ext by nothing", Ext(S(-1, 4), 4), "f"},
		{"cast", Cast(S(-1, 4), Uint(4)), "f"},

		{"mux true", Mux(B(true), U(1, 4), U(2, 4)), "1"},
		{"mux false", Mux(B(false), U(1, 4), U(2, 4)), "2"},
		{"case first", Case(U(0, 2), []int64{0, 1}, U(7, 4), U(8, 4), U(9, 4)), "7"},
		{"case second", Case(U(1, 2), []int64{0, 1}, U(7, 4), U(8, 4), U(9, 4)), "8"},
		{"case default", Case(U(2, 2), []int64{0, 1}, U(7, 4), U(8, 4), U(9, 4)), "9"},
		{"case takes the first match", Case(U(1, 2), []int64{1, 1}, U(7, 4), U(8, 4), U(9, 4)), "7"},
		{"case with two labels", twoLabels, "8"},
		{"index", Index(U(1, 2), U(7, 4), U(8, 4), U(9, 4)), "8"},
		{"index beyond the last", Index(U(3, 2), U(7, 4), U(8, 4), U(9, 4)), "0"},
		{"index far beyond", Index(U(-1, 90), U(7, 4), U(8, 4)), "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := New("m")
			m.Out("q", c.n)
			require.NoError(t, ir.Verify(Design(m)))
			got := ir.EvalTree(c.n, nil)
			require.Equal(t, c.want, fmt.Sprintf("%x", got))
		})
	}
}

// A signal's value comes from the environment, and a shared node is evaluated
// once: 200 doublings would take forever otherwise.
func TestEvalTreeShared(t *testing.T) {
	m := New("m")
	n := m.In("a", Uint(256))
	for range 200 {
		n = Add(n, n)
	}
	reads := 0
	got := ir.EvalTree(n, func(s *ir.Signal, elem int) *big.Int {
		require.Equal(t, "a", s.Name)
		require.Equal(t, 0, elem)
		reads++
		return big.NewInt(3)
	})
	require.Equal(t, new(big.Int).Lsh(big.NewInt(3), 200), got)
	require.Equal(t, 1, reads)
}

// Every operator at small widths agrees with its definition over all values,
// computed with Go's own integers.
func TestEvalExhaustive(t *testing.T) {
	const w = 4
	signed := func(x int) int { return (x ^ 8) - 8 }
	for x := range 16 {
		for y := range 16 {
			sx, sy := signed(x), signed(y)
			for _, c := range []struct {
				n    *ir.Node
				want int
			}{
				{Add(U(int64(x), w), U(int64(y), w)), (x + y) & 15},
				{Sub(U(int64(x), w), U(int64(y), w)), (x - y) & 15},
				{Mul(U(int64(x), w), U(int64(y), w)), x * y},
				{Mul(S(int64(sx), w), S(int64(sy), w)), sx * sy & 255},
				{Lt(S(int64(sx), w), S(int64(sy), w)), b2i(sx < sy)},
				{Cmp(ir.OpGe, U(int64(x), w), U(int64(y), w)), b2i(x >= y)},
				{Shr(S(int64(sx), w), U(int64(y), w)), sx >> y & 15},
				{Shl(U(int64(x), w), U(int64(y), w)), x << y & 15},
			} {
				require.EqualValues(t, c.want, ir.EvalTree(c.n, nil).Int64(), "%s(%d, %d)", c.n.Op, x, y)
			}
			if y != 0 {
				require.EqualValues(t, x/y, ir.EvalTree(Op(ir.OpDiv, U(int64(x), w), U(int64(y), w)), nil).Int64())
				require.EqualValues(t, sx/sy&15, ir.EvalTree(Op(ir.OpDiv, S(int64(sx), w), S(int64(sy), w)), nil).Int64())
				require.EqualValues(t, sx%sy&15, ir.EvalTree(Op(ir.OpRem, S(int64(sx), w), S(int64(sy), w)), nil).Int64())
			}
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
