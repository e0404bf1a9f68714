package hdl

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// shallow is a definition with a parameter that it may refuse.
type shallow struct{ Depth int }

func (shallow) Inputs() None { return None{} }

func (s shallow) Build(m *Module, _ None) struct{ Q UInt } {
	if s.Depth < 1 {
		m.Reject("depth 0", "give it at least one word")
	}
	return struct{ Q UInt }{U(1)}
}

func TestReject(t *testing.T) {
	_, err := Elaborate(shallow{1})
	require.NoError(t, err)
	_, err = Elaborate(shallow{0})
	var ds Diagnostics
	require.ErrorAs(t, err, &ds)
	require.Len(t, ds, 1)
	require.Equal(t, CodeRange, ds[0].Code)
	require.Equal(t, "depth 0", ds[0].Message)
	require.Equal(t, "give it at least one word", ds[0].Fix)
	require.Equal(t, "hdl.shallow", ds[0].Module)
}
