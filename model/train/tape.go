package train

import "npugen/model/checkpoint"

// tape is what the forward pass leaves for the backward pass, for up to SeqLen
// tokens, and the derivatives on their way back. n x width, a token a row.
type tape[F float] struct {
	rotary rotary[F]
	layers []layerTape[F]
	x      []F // the residual stream at the end, n x D
	normed []F
	inv    []F // factors of the last norm, n
	probs  []F // n x V: softmax of the logits

	dx, dh       []F // n x D
	dq, dmixed   []F // n x QD
	dk, dv       []F // n x KV
	dgate, dup   []F // n x F
	dprobability []F // SeqLen
}

type layerTape[F float] struct {
	x, h, inv []F // entering the attention, normed
	q, k, v   []F // turned
	probs     []F // Heads x n x n, below the diagonal
	mixed     []F // n x QD, what wo multiplies

	x2, h2, inv2    []F // entering the feed-forward network, normed
	gate, up, gated []F // n x F
}

func newTape[F float](c checkpoint.Config) tape[F] {
	n := c.SeqLen
	of := func(width int) []F { return make([]F, n*width) }
	t := tape[F]{
		rotary: newRotary[F](n, c.HeadSize(), c.Theta()),
		layers: make([]layerTape[F], c.Layers),
		x:      of(c.Dim), normed: of(c.Dim), inv: of(1), probs: of(c.Vocab),
		dx: of(c.Dim), dh: of(c.Dim), dq: of(c.QDim()), dmixed: of(c.QDim()),
		dk: of(c.KVDim()), dv: of(c.KVDim()), dgate: of(c.Hidden), dup: of(c.Hidden),
		dprobability: of(1),
	}
	for i := range t.layers {
		t.layers[i] = layerTape[F]{
			x: of(c.Dim), h: of(c.Dim), inv: of(1),
			q: of(c.QDim()), k: of(c.KVDim()), v: of(c.KVDim()),
			probs: of(c.Heads * n), mixed: of(c.QDim()),
			x2: of(c.Dim), h2: of(c.Dim), inv2: of(1),
			gate: of(c.Hidden), up: of(c.Hidden), gated: of(c.Hidden),
		}
	}
	return t
}

// zero clears and returns the part of a buffer for n tokens of a width.
func zero[F float](buf []F, n, width int) []F {
	part := buf[:n*width]
	clear(part)
	return part
}
