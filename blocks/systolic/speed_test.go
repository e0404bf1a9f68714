package systolic_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/systolic"
	"npugen/hdl"
	"npugen/sim"
)

// BenchmarkCycle is a cycle of a busy array of 64 x 64 on the compiled engine.
func BenchmarkCycle(b *testing.B) {
	b.Run("classical", func(b *testing.B) {
		cycles(b, systolic.Array{Rows: 64, Cols: 64, ActW: 8, WeightW: 8, AccW: 22})
	})
	for _, t := range []int{2, 4, 8, 16} {
		b.Run(fmt.Sprintf("tile %d", t), func(b *testing.B) {
			cycles(b, systolic.Tiled{Rows: 64, Cols: 64, Tile: t, ActW: 8, WeightW: 8, AccW: 22})
		})
	}
}

func cycles(b *testing.B, def hdl.Def[systolic.ArrayIn, systolic.ArrayOut]) {
	c, err := hdl.Elaborate(def)
	require.NoError(b, err)
	s, err := sim.New(c.Design, sim.Options{Engine: sim.Compiled})
	require.NoError(b, err)
	defer s.Close()
	s.Poke(c.In.En, 1)
	s.Poke(c.In.Load, 1)
	s.Poke(c.In.Swap, 1)
	b.ResetTimer()
	require.NoError(b, s.StepN(nil, b.N))
}
