package verilog

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
)

func TestUpperSnake(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"Idle", "IDLE"}, {"LoadTile", "LOAD_TILE"}, {"HBMState", "HBM_STATE"}, {"gen.State", "STATE"},
		{"A2B", "A2_B"}, {"read-write", "READ_WRITE"}, {"already_snake", "ALREADY_SNAKE"},
	} {
		require.Equal(t, tc.want, upperSnake(tc.in), tc.in)
	}
}

func TestLabelDropsRepeatedPrefix(t *testing.T) {
	e := &ir.Enum{Name: "State"}
	require.Equal(t, "STATE_IDLE", label(e, ir.Member{Name: "Idle"}))
	require.Equal(t, "STATE_IDLE", label(e, ir.Member{Name: "StateIdle"}))
}

func TestGeneratedNamesYieldToUserNames(t *testing.T) {
	m := newMod("m")
	a, b := m.in("a", u(4)), m.in("y_mul", u(4))
	m.in("f_sel", u(1))
	m.out("y", slice(mul(a, b), 2, 3))
	n := newNames(m.Module)
	require.Equal(t, "y_mul_2", n.take("y_mul"))
	require.Equal(t, "y_mul_3", n.take("y_mul"))
	require.Equal(t, "wire_2", n.take("wire"))
	require.Equal(t, "fx", n.prefix("f"))
	files, err := Emit(design(m), Options{})
	require.NoError(t, err)
	require.Contains(t, files[0].Text, "wire [7:0] y_mul_2 = a * y_mul;")
}

func TestConstant(t *testing.T) {
	for _, tc := range []struct {
		v      int64
		width  int
		signed bool
		want   string
	}{
		{1, 1, false, "1'b1"}, {1, 1, true, "1'b1"},
		{12, 8, false, "8'd12"}, {0xff00, 16, false, "16'hff00"},
		{5, 8, true, "8'sd5"}, {-3, 8, true, "-8'sd3"}, {-128, 8, true, "8'sh80"},
		{0, 300, false, "300'd0"}, {-1, 65, false, "{65{1'b1}}"},
		{-2, 260, false, "{4'hf, 128'hffffffffffffffffffffffffffffffff, 128'hfffffffffffffffffffffffffffffffe}"},
	} {
		require.Equal(t, tc.want, constant(ir.Wrap(big.NewInt(tc.v), tc.width), tc.width, tc.signed).s)
	}
}

// Numbers go on where they were, past names that are in use.
func TestTakeMany(t *testing.T) {
	u := names{"y": 1, "y_3": 1}
	require.Equal(t, []string{"y_2", "y_4", "y_5", "x"}, []string{u.take("y"), u.take("y"), u.take("y"), u.take("x")})
	for range 30_000 {
		u.take("y")
	}
	require.Equal(t, "y_30006", u.take("y"))
	require.Equal(t, "y_2_2", u.take("y_2"))
}
