package docs

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/docs/guide"
	"npugen/hdl"
	"npugen/sim"
	"npugen/verilog"
)

// shown computes the results that the documents print.
func shown(t *testing.T) map[string]string {
	return map[string]string{
		"counter.v":    topVerilog(t, guide.Counter{Width: 8}),
		"crossing.v":   topVerilog(t, guide.Crossing{Hold: 3}),
		"mesh.v":       topVerilog(t, guide.Mesh{Rows: 4, Cols: 4}),
		"crossing.txt": crossingWaves(t),
		"mistake.txt":  mistake(t),
		"gemm.txt":     helpExample(t, "gemm"),
		"bench.txt":    helpExample(t, "bench"),
		"run.txt":      helpExample(t, "run"),
	}
}

// topVerilog is the Verilog of the top module.
func topVerilog[I, O any](t *testing.T, def hdl.Def[I, O]) string {
	c, err := hdl.Elaborate(def)
	require.NoError(t, err)
	files, err := verilog.Emit(c.Design, verilog.Options{})
	require.NoError(t, err)
	return files[len(files)-1].Text
}

func crossingWaves(t *testing.T) string {
	c, err := hdl.Elaborate(guide.Crossing{Hold: 3})
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: 1})
	require.NoError(t, err)
	s.Clock("clk", 10*sim.Ns, 5*sim.Ns)
	w := sim.NewWaves(s, "clk", "rst", "button", "cars", "walk", "left")
	s.PokeName("rst", 1)
	require.NoError(t, s.Step())
	s.PokeName("rst", 0)
	s.Poke(c.In.Button, 1)
	require.NoError(t, s.Step())
	s.Poke(c.In.Button, 0)
	require.NoError(t, s.StepN(nil, 6))
	return w.String()
}

// mistake is what a width error looks like.
func mistake(t *testing.T) string {
	_, err := hdl.Elaborate(guide.Lossy{})
	require.Error(t, err)
	return err.Error()
}

// helpExample is the first example of a verb's help, which the command's own
// tests compare with what the command prints.
func helpExample(t *testing.T, verb string) string {
	text, err := os.ReadFile("../cmd/npugen/internal/verbs/examples/" + verb + ".txt")
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(text), "\n$ ")
	_, output, ok := strings.Cut(first, "\n")
	require.True(t, ok)
	return output
}
