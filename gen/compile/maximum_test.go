package compile_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/fp/golden"
	"npugen/isa"
	"npugen/isa/access"
	"npugen/isa/machine"
)

// maxima follows a run and checks softmax's maxima: each is that of all scores of its
// row, to the last bit, and is made of the array's and, of a token, the newest
// position's.
type maxima struct {
	t     *testing.T
	shape bundle.Shape
	m     *machine.Machine
	rows  map[uint64]access.Span // by the place of the array's: the scores that it is of
}

func (x *maxima) step(step machine.Step) {
	in := access.Elements(x.shape, step.In)
	switch {
	case in.Op() == isa.MATMUL && in.Get("peak") == 1:
		for v := range uint64(in.Get("m")) {
			lo, stride := uint64(in.Get("d")), v*uint64(in.Get("d_stride"))
			x.rows[uint64(in.Get("p"))+stride] = access.Span{Lo: lo + stride, Hi: lo + stride + access.Seen(in, v)}
		}
	case in.Op() == isa.MAP && in.Get("red") == isa.RedMax:
		for r := range access.LoopOf(in).Rows() {
			at, top := r.A, float32(math.Inf(-1))
			switch {
			case in.Get("bin") == isa.BinAdd:
				at, top = r.B, math.Float32frombits(x.m.SB[r.S])
			case r.Len == 2:
				top = math.Float32frombits(x.m.VB[r.A+1])
			}
			row, known := x.rows[at]
			require.True(x.t, known, "a pass over more than the array's maximum: %v", step.In)
			for _, score := range x.m.VB[row.Lo:row.Hi] {
				top = golden.Max(top, math.Float32frombits(score))
			}
			require.Equal(x.t, math.Float32bits(golden.Add(top, 0)), x.m.SB[r.T])
		}
	}
}
