package reference

import (
	"fmt"
	"math"

	"npugen/model/checkpoint"
)

// Session is one sequence of tokens on a model, with its KV cache.
type Session struct {
	// Tap, if set, sees the vector that enters each matrix product: in has as
	// many elements as the tensor has columns, and is valid during the call.
	Tap func(tensor string, layer int, in []float32)

	m   *Model
	pos int
	kv  []cache // one for each layer
}

// cache holds what earlier positions left for the later ones.
type cache struct {
	k, v [][]float32 // [position][KV]
}

// NewSession begins an empty sequence.
func (m *Model) NewSession() *Session {
	return &Session{m: m, kv: make([]cache, m.Config.Layers)}
}

// Pos is the number of tokens so far.
func (s *Session) Pos() int { return s.pos }

// Keys is the keys of a layer so far, [position][KV], turned by their positions.
func (s *Session) Keys(layer int) [][]float32 { return s.kv[layer].k }

// Forward adds a token to the sequence and returns the logits (V of them) of
// the token after it.
func (s *Session) Forward(token int) ([]float32, error) {
	c := s.m.Config
	switch {
	case token < 0 || token >= c.Vocab:
		return nil, fmt.Errorf("token %d: the vocabulary is 0..%d", token, c.Vocab-1)
	case s.pos >= c.SeqLen:
		return nil, fmt.Errorf("position %d: the model's longest sequence is %d tokens", s.pos, c.SeqLen)
	}
	x := append([]float32(nil), s.m.embedding.Data[token*c.Dim:(token+1)*c.Dim]...)
	for i := range s.m.layers {
		add(x, s.attend(i, x))
		add(x, s.feedForward(i, x))
	}
	s.pos++
	return s.product(s.m.wcls, 0, rmsNorm(x, s.m.rmsFinal, c.Epsilon())), nil
}

// attend is the attention half of a layer, up to the residual sum.
func (s *Session) attend(i int, x []float32) []float32 {
	c, w, cache := s.m.Config, s.m.layers[i], &s.kv[i]
	h := rmsNorm(x, w.rmsAtt, c.Epsilon())
	q := s.product(w.wq, i, h)
	k := s.product(w.wk, i, h)
	v := s.product(w.wv, i, h)
	size := c.HeadSize()
	rotate(q, s.pos, c)
	rotate(k, s.pos, c)
	cache.k, cache.v = append(cache.k, k), append(cache.v, v)

	out := make([]float32, len(q))
	group := c.Heads / c.KVHeads
	for head := range c.Heads {
		mine, shared := head*size, head/group*size
		attendHead(out[mine:mine+size], q[mine:mine+size], *cache, shared)
	}
	return s.product(w.wo, i, out)
}

// attendHead is one query head over all positions: out = softmax(q k / sqrt(HS)) v.
// The head's part of each cached vector begins at element at.
func attendHead(out, q []float32, c cache, at int) {
	scale := float32(math.Sqrt(float64(len(q))))
	scores := make([]float32, len(c.k))
	for t, k := range c.k {
		scores[t] = dot(q, k[at:at+len(q)]) / scale
	}
	softmax(scores)
	for t, v := range c.v {
		for j := range out {
			out[j] += float32(scores[t] * v[at+j])
		}
	}
}

// feedForward is the SwiGLU half of a layer, up to the residual sum.
func (s *Session) feedForward(i int, x []float32) []float32 {
	w := s.m.layers[i]
	h := rmsNorm(x, w.rmsFFN, s.m.Config.Epsilon())
	gate := s.product(w.w1, i, h)
	up := s.product(w.w3, i, h)
	for j := range gate {
		gate[j] = silu(gate[j]) * up[j]
	}
	return s.product(w.w2, i, gate)
}

// product is y = W x.
func (s *Session) product(w checkpoint.Tensor, layer int, x []float32) []float32 {
	if s.Tap != nil {
		s.Tap(w.Name, layer, x)
	}
	y := make([]float32, w.Rows)
	for r := range y {
		y[r] = dot(w.Data[r*w.Cols:(r+1)*w.Cols], x)
	}
	return y
}
