package hdl_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
)

// priority is a keyword of SystemVerilog, and its register gives up its name to
// the output, whose _q is an output too.
type priority struct{}

type priorityOut struct {
	Y  hdl.UInt
	YQ hdl.UInt `hdl:"y_q"`
}

func (priority) Inputs() childIn { return childIn{hdl.UIntT(4)} }

func (priority) Build(m *hdl.Module, in childIn) priorityOut {
	y := hdl.RegNext(m, "y", in.X)
	return priorityOut{Y: y, YQ: y.Not()}
}

func TestModuleNameIsNoKeyword(t *testing.T) {
	c, err := hdl.Elaborate(priority{})
	require.NoError(t, err)
	require.Equal(t, "priority_unit", c.Design.Top.Name)
	var names []string
	for _, s := range c.Design.Top.Signals {
		names = append(names, s.Name)
	}
	require.Equal(t, []string{"clk", "x", "y", "y_q", "y_qq"}, names)
}
