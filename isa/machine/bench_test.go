package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/isa"
)

// One decoder token of a model of 260,000 weights is about this much: 13
// products of 64 x 320 for each of 12 steps, and element-wise work between.
func BenchmarkToken(b *testing.B) {
	s := bundle.Shape{Rows: 16, Cols: 16, Lanes: 8, VBWords: 1024, ABRows: 256, SBWords: 256, AccDepth: 16, Channels: 1}
	mem := NewMemory()
	mem.Write(0, make([]byte, 64<<10))
	line := uint32(programLine)
	emit := func(op isa.Op, fields map[string]uint32) {
		in := isa.New(op)
		for name, v := range fields {
			require.NoError(b, in.Set(name, v))
		}
		mem.Write(64*uint64(line), in.Append(nil))
		line++
	}
	weights := 0
	for range 13 {
		emit(isa.STREAM, map[string]uint32{"line": 0, "rows": 20 * 4 * 20})
		emit(isa.QUANT, map[string]uint32{"len": 64, "n0": 1, "n1": 1, "c1": 0x3f800000})
		emit(isa.MATMUL, map[string]uint32{"m": 1, "kt": 4, "nt": 20, "last_rows": 16})
		weights += 64 * 320
		for range 20 {
			emit(isa.MAP, map[string]uint32{"len": 64, "n0": 1, "n1": 1, "keep": 1, "fn": isa.FnSilu, "red": isa.RedSum, "bin": isa.BinMul, "b": 64})
		}
	}
	emit(isa.END, nil)
	m, err := New(s, mem, Options{AnyBuffer: true})
	require.NoError(b, err)
	b.ReportMetric(float64(weights), "weights")
	for b.Loop() {
		_, err := m.Run(programLine, [isa.Registers]uint32{})
		require.NoError(b, err)
	}
}
