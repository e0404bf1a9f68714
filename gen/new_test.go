package gen_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen"
	"npugen/gen/config"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verilog"
)

func preset(t testing.TB, name string) config.Config {
	c, err := config.LoadPreset(name)
	require.NoError(t, err)
	return c
}

func TestNewFollowsTheConfig(t *testing.T) {
	require.Equal(t, gen.Engine{Rows: 256, Cols: 256, ActW: 8, WeightW: 8, AccW: 32,
		AccDepth: 4096, BufDepth: 24 << 20 / 256, BufBanks: 16, WeightFIFO: 4 * 256}, gen.New(preset(t, "tpu-v1")))
	c := preset(t, "edge-16")
	c.Array.Rows, c.UnifiedBuffer.Bytes, c.UnifiedBuffer.Banks = 3, 64, 4
	require.Equal(t, 4*5, gen.New(c).BufDepth, "five vectors of 3 bytes in each bank of 16 bytes")
}

// TestPresetsElaborate keeps every preset, the 256 x 256 one too, short to read.
func TestPresetsElaborate(t *testing.T) {
	for name, most := range map[string]int{"edge-16": 2500, "decode-64": 2500, "tpu-v1": 3000} {
		t.Run(name, func(t *testing.T) {
			c := preset(t, name)
			circuit, err := gen.Elaborate(c)
			require.NoError(t, err)
			require.LessOrEqual(t, emitted(t, circuit.Design), most)
			_, err = gen.ElaborateRequantised(c)
			require.NoError(t, err)
		})
	}
}

// BenchmarkElaborate is the time to elaborate, check, clean up and emit a
// preset.
func BenchmarkElaborate(b *testing.B) {
	for _, name := range []string{"edge-16", "decode-64", "tpu-v1"} {
		b.Run(name, func(b *testing.B) {
			c := preset(b, name)
			for b.Loop() {
				circuit, err := gen.Elaborate(c)
				require.NoError(b, err)
				emitted(b, circuit.Design)
			}
		})
	}
}

func emitted(t testing.TB, d *ir.Design) int {
	files, err := verilog.Emit(d, verilog.Options{})
	require.NoError(t, err)
	lines := 0
	for _, f := range files {
		lines += f.Lines
	}
	return lines
}

// TestBadParametersAreDiagnostics: whatever is wrong is reported, not
// panicked about.
func TestBadParametersAreDiagnostics(t *testing.T) {
	good := gen.Engine{Rows: 2, Cols: 2, ActW: 8, WeightW: 8, AccW: 32, AccDepth: 4, BufDepth: 4, BufBanks: 2, WeightFIFO: 4}
	_, err := hdl.Elaborate(good)
	require.NoError(t, err)
	for name, change := range map[string]func(*gen.Engine){
		"an array of 0 rows":             func(e *gen.Engine) { e.Rows = 0 },
		"an array of 5000 columns":       func(e *gen.Engine) { e.Cols = 5000 },
		"activations of 1 bits":          func(e *gen.Engine) { e.ActW = 1 },
		"weights of -3 bits":             func(e *gen.Engine) { e.WeightW = -3 },
		"sums of 16 bits":                func(e *gen.Engine) { e.AccW = 16 },
		"sums of 65 bits":                func(e *gen.Engine) { e.AccW = 65 },
		"accumulators of 0 entries":      func(e *gen.Engine) { e.AccDepth = 0 },
		"a unified buffer of 0 vectors":  func(e *gen.Engine) { e.BufDepth = 0 },
		"3 banks for a unified buffer":   func(e *gen.Engine) { e.BufBanks, e.BufDepth = 3, 6 },
		"4 banks for a unified buffer":   func(e *gen.Engine) { e.BufBanks, e.BufDepth = 4, 6 },
		"a weight FIFO of 99999999 rows": func(e *gen.Engine) { e.WeightFIFO = 99999999 },
	} {
		t.Run(name, func(t *testing.T) {
			e := good
			change(&e)
			_, err := hdl.Elaborate(e)
			require.ErrorContains(t, err, name)
			require.Len(t, err, 1, "one mistake, one diagnostic")
			require.NotContains(t, err.Error(), "panic")
		})
	}
}
