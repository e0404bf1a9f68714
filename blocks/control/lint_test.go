package control_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/control"
	"npugen/hdl"
	"npugen/verif"
)

func TestCleanVerilog(t *testing.T) {
	one, err := hdl.Elaborate(control.Unit{Shape: small(1), Queue: 4, Flight: 4, Fetch: 20})
	require.NoError(t, err)
	two, err := hdl.Elaborate(control.Unit{Shape: small(2), Queue: 8, Flight: 16, Fetch: 4})
	require.NoError(t, err)
	verif.Lint(t, one.Design, two.Design)
}
