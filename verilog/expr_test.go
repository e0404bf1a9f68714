package verilog

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
)

// A tree of operators keeps its depth, a chain needs no parentheses.
func TestChainsAndTrees(t *testing.T) {
	m := newMod("m")
	var in []*ir.Node
	for _, name := range []string{"a", "b", "c", "d"} {
		in = append(in, m.in(name, u(4)))
	}
	or := func(x, y *ir.Node) *ir.Node { return op(ir.OpOr, x, y) }
	m.out("chain", or(or(or(in[0], in[1]), in[2]), in[3]))
	m.out("tree", or(or(in[0], in[1]), or(in[2], in[3])))
	files, err := Emit(design(m), Options{})
	require.NoError(t, err)
	require.Contains(t, files[0].Text, "assign chain = a | b | c | d;")
	require.Contains(t, files[0].Text, "assign tree = a | b | (c | d);")
}
