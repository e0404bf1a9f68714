package hdl

import (
	"testing"

	"github.com/stretchr/testify/require"
)

type choosy struct{ Depth int }

type choosyOut struct{ X UInt }

func (choosy) Inputs() None { return None{} }

func (c choosy) Build(m *Module, _ None) choosyOut {
	m.Require(c.Depth > 3, "choosy: depth %d: want more than 3", c.Depth)
	return choosyOut{U(1, 1)}
}

func TestRequire(t *testing.T) {
	_, err := Elaborate(choosy{4})
	require.NoError(t, err)
	_, err = Elaborate(choosy{2})
	require.ErrorContains(t, err, "E0213: choosy: depth 2: want more than 3")
}
