package compiled

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/fp"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// lanes of fused multiply-adders.
type fmas struct{ Format fp.Format }

type fmasPorts struct{ A, B, C []hdl.UInt }

func (f fmas) Inputs() fmasPorts {
	v := hdl.Vec(32, hdl.UIntT(f.Format.Width()))
	return fmasPorts{v, v, v}
}

func (f fmas) Build(m *hdl.Module, in fmasPorts) struct{ Y []hdl.UInt } {
	grid := hdl.Grid(m, "lane", 1, 32, fp.FMA{Format: f.Format}, func(c hdl.Cell, _ fp.Result) fp.FMAIn {
		return fp.FMAIn{A: hdl.Col(c, in.A), B: hdl.Col(c, in.B), C: hdl.Col(c, in.C), En: hdl.B(true)}
	})
	var y []hdl.UInt
	for _, r := range grid.All() {
		y = append(y, r.Y)
	}
	return struct{ Y []hdl.UInt }{y}
}

func fmaDesign(t *testing.T, f fp.Format) *ir.Design {
	c, err := hdl.Elaborate(fmas{f})
	require.NoError(t, err)
	return c.Design
}

// The cells of an int8 array and of bf16 arithmetic are kept in bytes and up; where
// numbers are of 50 bits, flags are better kept in words.
func TestElements(t *testing.T) {
	for name, c := range map[string]struct {
		design *ir.Design
		least  int
	}{
		"int8 array": {irtest.Array(16, 8, 32), 1},
		"bf16 lanes": {fmaDesign(t, fp.BF16), 1},
		"fp32 lanes": {fmaDesign(t, fp.FP32), 4},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBoth(t, c.design, 1)
			last := b.got.l.spaces[len(b.got.l.spaces)-1]
			require.Equal(t, c.least, max(1, last.least))
			for _, s := range b.got.l.storages {
				if s.sp == last {
					require.Equal(t, max(uint32(c.least), elemBytes(s.width)), s.elem)
				}
			}
			b.run(t, 20, rng(5))
		})
	}
}
