package train

import "math"

// Accumulate adds the derivatives of the summed cross entropy of a sequence to
// the gradients. It returns that sum, in nats, over len(tokens)-1 predictions.
func (m *Model[F]) Accumulate(tokens []int) (float64, error) {
	if err := m.check(tokens); err != nil {
		return 0, err
	}
	m.forward(tokens[:len(tokens)-1])
	loss := m.crossEntropy(tokens[1:])
	m.backward(tokens[:len(tokens)-1], tokens[1:])
	return loss, nil
}

// backward walks the tape from its end: dx is the derivative by the residual
// stream all the way down.
func (m *Model[F]) backward(tokens, targets []int) {
	c, n, t := m.Config, len(tokens), &m.tape
	dlogits := t.probs[:n*c.Vocab] // softmax and cross entropy together: p - 1 at the target
	for p, target := range targets {
		dlogits[p*c.Vocab+target]--
	}
	dh := zero(t.dh, n, c.Dim)
	multiplyBack(dh, dlogits, m.weights.embedding, c.Dim, c.Vocab)
	multiplyWeights(m.slopes.embedding, dlogits, t.normed[:n*c.Dim], c.Dim, c.Vocab)
	dx := zero(t.dx, n, c.Dim)
	normaliseBack(dx, m.slopes.rmsFinal, dh, t.inv[:n], t.x, m.weights.rmsFinal)
	for i := c.Layers - 1; i >= 0; i-- {
		m.feedForwardBack(i, dx, n)
		m.attendBack(i, dx, n)
	}
	for p, token := range tokens {
		addScaled(m.slopes.embedding[token*c.Dim:(token+1)*c.Dim], 1, dx[p*c.Dim:])
	}
}

func (m *Model[F]) feedForwardBack(i int, dx []F, n int) {
	c, w, d, l := m.Config, m.weights.layers[i], m.slopes.layers[i], &m.tape.layers[i]
	dgated := zero(m.tape.dgate, n, c.Hidden)
	multiplyBack(dgated, dx, w.w2, c.Hidden, c.Dim)
	multiplyWeights(d.w2, dx, l.gated[:len(dgated)], c.Hidden, c.Dim)

	dup := m.tape.dup[:len(dgated)]
	for j, by := range dgated {
		g := l.gate[j]
		s := sigmoid(g)
		dup[j] = by * g * s
		dgated[j] = by * l.up[j] * s * (1 + F(g*(1-s))) // silu' = s (1 + g (1 - s))
	}
	dgate := dgated

	h := l.h2[:len(dx)]
	dh := zero(m.tape.dh, n, c.Dim)
	multiplyBack(dh, dgate, w.w1, c.Dim, c.Hidden)
	multiplyBack(dh, dup, w.w3, c.Dim, c.Hidden)
	multiplyWeights(d.w1, dgate, h, c.Dim, c.Hidden)
	multiplyWeights(d.w3, dup, h, c.Dim, c.Hidden)
	normaliseBack(dx, d.rmsFFN, dh, l.inv2[:n], l.x2, w.rmsFFN)
}

func (m *Model[F]) attendBack(i int, dx []F, n int) {
	c, w, d, l := m.Config, m.weights.layers[i], m.slopes.layers[i], &m.tape.layers[i]
	dmixed := zero(m.tape.dmixed, n, c.QDim())
	multiplyBack(dmixed, dx, w.wo, c.QDim(), c.Dim)
	multiplyWeights(d.wo, dx, l.mixed[:len(dmixed)], c.QDim(), c.Dim)

	dq := zero(m.tape.dq, n, c.QDim())
	dk, dv := zero(m.tape.dk, n, c.KVDim()), zero(m.tape.dv, n, c.KVDim())
	for head := range c.Heads {
		m.mixBack(head, l, n)
	}
	m.tape.rotary.turn(dq, n, c.HeadSize(), true)
	m.tape.rotary.turn(dk, n, c.HeadSize(), true)

	h := l.h[:len(dx)]
	dh := zero(m.tape.dh, n, c.Dim)
	multiplyBack(dh, dq, w.wq, c.Dim, c.QDim())
	multiplyBack(dh, dk, w.wk, c.Dim, c.KVDim())
	multiplyBack(dh, dv, w.wv, c.Dim, c.KVDim())
	multiplyWeights(d.wq, dq, h, c.Dim, c.QDim())
	multiplyWeights(d.wk, dk, h, c.Dim, c.KVDim())
	multiplyWeights(d.wv, dv, h, c.Dim, c.KVDim())
	normaliseBack(dx, d.rmsAtt, dh, l.inv[:n], l.x, w.rmsAtt)
}

// mixBack takes dmixed of one head to dq, dk and dv.
func (m *Model[F]) mixBack(head int, l *layerTape[F], n int) {
	mine, shared, size := m.head(head)
	qd, kv, tape := m.Config.QDim(), m.Config.KVDim(), &m.tape
	scale := F(1 / math.Sqrt(float64(size)))
	for t := range n {
		by := tape.dmixed[t*qd+mine:][:size]
		p := l.probs[(head*n+t)*n:][:t+1]
		dp := tape.dprobability[:t+1]
		var mean F // of dp, weighted by p
		for s := range p {
			dp[s] = dot(by, l.v[s*kv+shared:])
			mean += F(p[s] * dp[s])
			addScaled(tape.dv[s*kv+shared:][:size], p[s], by)
		}
		q, dq := l.q[t*qd+mine:][:size], tape.dq[t*qd+mine:][:size]
		for s := range p {
			dscore := p[s] * (dp[s] - mean) * scale
			addScaled(dq, dscore, l.k[s*kv+shared:])
			addScaled(tape.dk[s*kv+shared:][:size], dscore, q)
		}
	}
}
