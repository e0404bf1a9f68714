package ir_test

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestFormat(t *testing.T) {
	l := newLegal()
	got := ir.Format(l.pe.Module) + ir.Format(l.top.Module)
	if *update {
		require.NoError(t, os.WriteFile("testdata/format.txt", []byte(got), 0o644))
	}
	want, err := os.ReadFile("testdata/format.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestFormatNode(t *testing.T) {
	state := &ir.Enum{Name: "State", Width: 2, Members: []ir.Member{{Name: "Idle"}, {Name: "Run", Value: 1}}}
	run := U(1, 2)
	run.Enum = state
	m := New("m")
	v := m.Add(ir.Input, "v", Uint(8))
	v.Count, v.Vec = 4, true
	a := m.In("a", Uint(8))
	for _, c := range []struct {
		n    *ir.Node
		want string
	}{
		{S(-3, 8), "-3"},
		{B(true), "true"},
		{run, "Run"},
		{Elem(v, 2), "v[2]"},
		{Slice(Elem(v, 2), 7, 4), "v[2][7:4]"},
		{Cast(a, Sint(8)), "sint(a)"},
		{Ext(a, 12), "ext<12>(a)"},
		{Mul(a, a), "mul<16>(a, a)"},
		{Cat(U(1, 3), a), "cat(1:3, a)"},
		{Case(a, []int64{4, 5}, a, U(1, 8), U(2, 8)), "case(a, 4: a, 5: 1, _: 2)"},
	} {
		require.Equal(t, c.want, ir.FormatNode(c.n))
	}
}
