package npu

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/isa"
	"npugen/isa/isatest"
	"npugen/isa/order"
)

// shapes are chips as different as they can be.
func shapes() []bundle.Shape {
	return []bundle.Shape{
		{Rows: 4, Cols: 16, Lanes: 2, VBWords: 256, ABRows: 64, SBWords: 32, AccDepth: 8, Channels: 1, TopK: 5},
		{Rows: 16, Cols: 4, Lanes: 4, VBWords: 128, ABRows: 32, SBWords: 64, AccDepth: 2, Channels: 2, TopK: 1},
		{Rows: 8, Cols: 8, Lanes: 1, VBWords: 512, ABRows: 64, SBWords: 16, AccDepth: 1, Channels: 4, TopK: 16},
		{Rows: 16, Cols: 16, Lanes: 16, VBWords: 32, ABRows: 64, SBWords: 32, AccDepth: 4, Channels: 1, TopK: 64},
		{Rows: 12, Cols: 20, Lanes: 4, VBWords: 128, ABRows: 64, SBWords: 32, AccDepth: 4, Channels: 1, TopK: 3},
		{Rows: 12, Cols: 24, Lanes: 12, VBWords: 32, ABRows: 32, SBWords: 16, AccDepth: 2, Channels: 2, TopK: 7},
		{Rows: 9, Cols: 15, Lanes: 3, VBWords: 128, ABRows: 32, SBWords: 16, AccDepth: 2, Channels: 1, TopK: 2},
		{Rows: 10, Cols: 7, Lanes: 4, VBWords: 64, ABRows: 32, SBWords: 16, AccDepth: 2, Channels: 1, TopK: 2},
		{Rows: 11, Cols: 9, Lanes: 6, VBWords: 64, ABRows: 32, SBWords: 16, AccDepth: 4, Channels: 1, TopK: 3},
		{Rows: 7, Cols: 11, Lanes: 1, VBWords: 512, ABRows: 32, SBWords: 16, AccDepth: 2, Channels: 2, TopK: 7},
	}
}

// image is memory with random contents, and a program behind them.
func image(rng *rand.Rand, program []isa.Instruction) []compile.Segment {
	data := make([]byte, 64*isatest.Lines)
	for i := 0; i < len(data); i += 4 {
		x := isatest.Float(rng)
		for k := range 4 {
			data[i+k] = byte(x >> (8 * k))
		}
	}
	var code []byte
	for _, in := range program {
		code = in.Append(code)
	}
	return []compile.Segment{{Name: "data", Data: data}, {Name: "program", Addr: uint64(len(data)), Data: code}}
}

// Random programs on random data, with the tokens that they need and no others,
// give on the chip what they give in the functional model, in memory too.
func TestRandomPrograms(t *testing.T) {
	t.Parallel()
	for i, shape := range shapes() {
		rng := rand.New(rand.NewPCG(uint64(i), 7))
		s := chip(t, "random", shape, 2+2*i, 64)
		h, err := NewHardware(s, 1<<20, uint64(i))
		require.NoError(t, err)
		for n := range 5 {
			program := isatest.Program(rng, shape, 40)
			require.NoError(t, order.Tokens(shape, program))
			require.NoError(t, h.Load(context.Background(), image(rng, program)))
			_, err := h.Run(context.Background(), compile.Run{Line: isatest.Lines})
			require.NoError(t, err, "%+v, program %d", shape, n)
			same(t, h, 0)
		}
	}
}

// same checks all that a program has written: the chip's buffers, and as the host
// reads it the memory from data on.
func same(t testing.TB, h *Hardware, data uint64) {
	shape := h.setup.Top.Shape
	text, err := inside{h.host.sim, shape}.differs(h.model.Machine, everything(shape, h.model))
	require.NoError(t, err)
	require.Empty(t, text)
	text, err = h.remembers(context.Background(), data, data+64*isatest.Lines)
	require.NoError(t, err)
	require.Empty(t, text)
}
