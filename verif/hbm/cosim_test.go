package hbm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/hdl"
	"npugen/verif"
)

// The controller, the memory and the checker behave the same, cycle for cycle,
// in all simulators.
func TestCosim(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	c, err := hdl.Elaborate(System{Config: hbm.Default(p, 16), StoreRows: 2})
	require.NoError(t, err)
	s, err := verif.RandomStimulus(c.Design, 3000, 11)
	require.NoError(t, err)
	r := verif.Cosim(t, c.Design, s)
	reads := 0
	for _, col := range r.Out.Columns {
		if col.Port.Name == "data_valid" {
			for step := range s.Steps() {
				reads += int(r.Out.Get(step, col.Port, 0).Int64())
			}
		}
	}
	require.Greater(t, reads, 100, "the run does little")
}

func TestLint(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	c, err := hdl.Elaborate(System{Config: hbm.Default(p, 64), StoreRows: 2})
	require.NoError(t, err)
	verif.Lint(t, c.Design)
}
