package train

import (
	"fmt"
	"math"
)

// Loss is the mean cross entropy of the tokens after the first, each given
// those before it, in nats.
func (m *Model[F]) Loss(tokens []int) (float64, error) {
	if err := m.check(tokens); err != nil {
		return 0, err
	}
	m.forward(tokens[:len(tokens)-1])
	return m.crossEntropy(tokens[1:]) / float64(len(tokens)-1), nil
}

func (m *Model[F]) check(tokens []int) error {
	c := m.Config
	if n := len(tokens); n < 2 || n > c.SeqLen+1 {
		return fmt.Errorf("train: a sequence of %d tokens: want 2..%d", n, c.SeqLen+1)
	}
	for i, token := range tokens {
		if token < 0 || token >= c.Vocab {
			return fmt.Errorf("train: position %d: token %d: the vocabulary is 0..%d", i, token, c.Vocab-1)
		}
	}
	return nil
}

// crossEntropy is the sum of -ln p(target) over the tape's positions.
func (m *Model[F]) crossEntropy(targets []int) float64 {
	var sum float64
	for t, target := range targets {
		sum -= math.Log(float64(m.tape.probs[t*m.Config.Vocab+target]))
	}
	return sum
}

// forward fills the tape up to the probabilities of each next token.
func (m *Model[F]) forward(tokens []int) {
	c, n := m.Config, len(tokens)
	x := m.tape.x[:n*c.Dim]
	for t, token := range tokens {
		copy(x[t*c.Dim:(t+1)*c.Dim], m.weights.embedding[token*c.Dim:])
	}
	for i := range m.weights.layers {
		m.attend(i, x, n)
		m.feedForward(i, x, n)
	}
	normed := m.tape.normed[:n*c.Dim]
	normalise(normed, m.tape.inv[:n], x, m.weights.rmsFinal, F(c.Epsilon()))
	probs := zero(m.tape.probs, n, c.Vocab)
	multiply(probs, normed, m.weights.embedding, c.Dim, c.Vocab)
	for t := range n {
		softmax(probs[t*c.Vocab : (t+1)*c.Vocab])
	}
}

// attend adds the attention half of a layer to x.
func (m *Model[F]) attend(i int, x []F, n int) {
	c, w, l := m.Config, m.weights.layers[i], &m.tape.layers[i]
	copy(l.x, x)
	h := l.h[:len(x)]
	normalise(h, l.inv[:n], x, w.rmsAtt, F(c.Epsilon()))
	q, k, v := zero(l.q, n, c.QDim()), zero(l.k, n, c.KVDim()), zero(l.v, n, c.KVDim())
	multiply(q, h, w.wq, c.Dim, c.QDim())
	multiply(k, h, w.wk, c.Dim, c.KVDim())
	multiply(v, h, w.wv, c.Dim, c.KVDim())
	m.tape.rotary.turn(q, n, c.HeadSize(), false)
	m.tape.rotary.turn(k, n, c.HeadSize(), false)
	mixed := zero(l.mixed, n, c.QDim())
	for head := range c.Heads {
		m.mix(head, l, n)
	}
	multiply(x, mixed, w.wo, c.QDim(), c.Dim)
}

// head says where a head's part of a query and of the key and value of its
// group lies.
func (m *Model[F]) head(head int) (mine, shared, size int) {
	size = m.Config.HeadSize()
	return head * size, head / (m.Config.Heads / m.Config.KVHeads) * size, size
}

// mix is one head over n tokens: mixed = softmax(q k / sqrt(size)) v.
func (m *Model[F]) mix(head int, l *layerTape[F], n int) {
	mine, shared, size := m.head(head)
	qd, kv := m.Config.QDim(), m.Config.KVDim()
	scale := F(1 / math.Sqrt(float64(size)))
	for t := range n {
		q := l.q[t*qd+mine:][:size]
		p := l.probs[(head*n+t)*n:][:t+1]
		for s := range p {
			p[s] = dot(q, l.k[s*kv+shared:]) * scale
		}
		softmax(p)
		out := l.mixed[t*qd+mine:][:size]
		for s, by := range p {
			addScaled(out, by, l.v[s*kv+shared:])
		}
	}
}

// feedForward adds the SwiGLU half of a layer to x.
func (m *Model[F]) feedForward(i int, x []F, n int) {
	c, w, l := m.Config, m.weights.layers[i], &m.tape.layers[i]
	copy(l.x2, x)
	h := l.h2[:len(x)]
	normalise(h, l.inv2[:n], x, w.rmsFFN, F(c.Epsilon()))
	gate, up := zero(l.gate, n, c.Hidden), zero(l.up, n, c.Hidden)
	multiply(gate, h, w.w1, c.Dim, c.Hidden)
	multiply(up, h, w.w3, c.Dim, c.Hidden)
	gated := l.gated[:len(gate)]
	for j, g := range gate {
		gated[j] = g * sigmoid(g) * up[j]
	}
	multiply(x, gated, w.w2, c.Hidden, c.Dim)
}
