package sim

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

func TestNumber(t *testing.T) {
	bytes := func(n int, at ...int) (p []engine.Place) {
		for _, a := range at {
			p = append(p, engine.Place{At: a, Bytes: n})
		}
		return p
	}
	for name, tt := range map[string]struct {
		places []engine.Place
		want   []int
	}{
		"as in the image":         {bytes(1, 16, 17, 18), []int{0, 1, 2}},
		"from the middle on":      {bytes(1, 21, 22, 23), []int{5, 6, 7}},
		"two that are not shown":  {bytes(4, 32, 36, 48), []int{0, 1, 4}},
		"more than a quarter":     {bytes(1, 22, 30, 40), []int{22, 30, 40}},
		"alone":                   {bytes(1, 21, 4, 120), []int{0, 1, 2}},
		"a stretch, and another":  {bytes(2, 64, 66, 10, 12, 14), []int{0, 1, 5, 6, 7}},
		"another of another size": {append(bytes(8, 0, 8), bytes(4, 20, 24)...), []int{0, 1, 5, 6}},
	} {
		t.Run(name, func(t *testing.T) {
			var words [][]engine.Place
			var vars []vcdVar
			for _, p := range tt.places {
				words = append(words, []engine.Place{p})
				vars = append(vars, vcdVar{typ: ir.Type{Width: 8}})
			}
			l := &vcdLines{}
			require.Equal(t, tt.want, l.number(vars, words))
			vars = append([]vcdVar{{typ: ir.Type{Width: 1}}}, vars...)
			words = append([][]engine.Place{{{}}}, words...)
			lines := l.number(vars, words)
			for i, n := range tt.want {
				require.Equal(t, n+wordLines, lines[i+1], "after a bit, in a word of their own")
			}
		})
	}
}
