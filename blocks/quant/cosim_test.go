package quant_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/quant"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

func designs(t *testing.T) []*ir.Design {
	var out []*ir.Design
	for _, q := range []quant.Requant{{XW: 32, MultBits: 16, ShiftBits: 6, YW: 8}, {XW: 5, MultBits: 1, ShiftBits: 2, YW: 2}, {XW: 64, MultBits: 32, ShiftBits: 6, YW: 16}} {
		one, err := hdl.Elaborate(q)
		require.NoError(t, err)
		three, err := hdl.Elaborate(quant.Stage{Cols: 3, Requant: q})
		require.NoError(t, err)
		out = append(out, one.Design, three.Design)
	}
	return out
}

func TestAllSimulatorsAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("builds C++")
	}
	verif.Check(t, designs(t), 300, 5)
}

func TestCleanVerilog(t *testing.T) { verif.Lint(t, designs(t)...) }
