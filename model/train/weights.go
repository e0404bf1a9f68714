package train

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"npugen/model/checkpoint"
)

// float is the number that a model computes with.
type float interface{ float32 | float64 }

// weights are views of one slice that holds all parameters of a model (or all
// gradients). Matrices are rows x cols as in y = W x.
type weights[F float] struct {
	norms     []F // all norm weights; they come first
	layers    []layer[F]
	rmsFinal  []F // D
	embedding []F // V x D
}

type layer[F float] struct {
	rmsAtt, rmsFFN []F // D
	wq, wk, wv, wo []F // QD x D, KV x D, KV x D, D x QD
	w1, w2, w3     []F // F x D, D x F, F x D
}

// view cuts a slice of parameters in the order of the checkpoint: norms, then
// the embedding, then each kind of matrix layer by layer.
func view[F float](c checkpoint.Config, flat []F) weights[F] {
	w := weights[F]{layers: make([]layer[F], c.Layers)}
	rest := flat
	take := func(n int) []F {
		part := rest[:n:n]
		rest = rest[n:]
		return part
	}
	each := func(n int, field func(*layer[F]) *[]F) {
		for i := range w.layers {
			*field(&w.layers[i]) = take(n)
		}
	}
	each(c.Dim, func(l *layer[F]) *[]F { return &l.rmsAtt })
	each(c.Dim, func(l *layer[F]) *[]F { return &l.rmsFFN })
	w.rmsFinal = take(c.Dim)
	w.norms = flat[:len(flat)-len(rest)]
	w.embedding = take(c.Vocab * c.Dim)
	each(c.QDim()*c.Dim, func(l *layer[F]) *[]F { return &l.wq })
	each(c.KVDim()*c.Dim, func(l *layer[F]) *[]F { return &l.wk })
	each(c.KVDim()*c.Dim, func(l *layer[F]) *[]F { return &l.wv })
	each(c.Dim*c.QDim(), func(l *layer[F]) *[]F { return &l.wo })
	each(c.Hidden*c.Dim, func(l *layer[F]) *[]F { return &l.w1 })
	each(c.Dim*c.Hidden, func(l *layer[F]) *[]F { return &l.w2 })
	each(c.Hidden*c.Dim, func(l *layer[F]) *[]F { return &l.w3 })
	return w
}

// parameters counts the weights of a model.
func parameters(c checkpoint.Config) int {
	attention := 2*c.QDim()*c.Dim + 2*c.KVDim()*c.Dim
	return c.Layers*(2*c.Dim+attention+3*c.Dim*c.Hidden) + c.Dim + c.Vocab*c.Dim
}

// Model is a model in training: weights, gradients and the optimiser's state.
type Model[F float] struct {
	Config checkpoint.Config

	flat, grad      []F
	weights, slopes weights[F] // views of flat and grad
	mean, square    []F        // of the gradients, for AdamW
	steps           int
	tape            tape[F]
}

// New is a model with random weights. The classifier is always the embedding.
func New[F float](c checkpoint.Config, seed uint64) (*Model[F], error) {
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	if !c.SharedClassifier {
		return nil, errors.New("train: a classifier of its own is not trained here: set SharedClassifier")
	}
	n := parameters(c)
	m := &Model[F]{
		Config: c, flat: make([]F, n), grad: make([]F, n),
		mean: make([]F, n), square: make([]F, n), tape: newTape[F](c),
	}
	m.weights, m.slopes = view(c, m.flat), view(c, m.grad)
	m.initialise(rand.New(rand.NewPCG(seed, 0)))
	return m, nil
}

// initialise draws matrices so that they keep the variance of what they
// multiply, and those that end a residual branch smaller by the square root of
// the number of branches.
func (m *Model[F]) initialise(rng *rand.Rand) {
	normal := func(to []F, spread float64) {
		for i := range to {
			to[i] = F(rng.NormFloat64() * spread)
		}
	}
	c, w := m.Config, m.weights
	for i := range w.norms {
		w.norms[i] = 1
	}
	into := func(cols int) float64 { return 1 / math.Sqrt(float64(cols)) }
	branch := into(2 * c.Layers)
	normal(w.embedding, 0.05)
	for _, l := range w.layers {
		normal(l.wq, into(c.Dim))
		normal(l.wk, into(c.Dim))
		normal(l.wv, into(c.Dim))
		normal(l.wo, into(c.QDim())*branch)
		normal(l.w1, into(c.Dim))
		normal(l.w2, into(c.Hidden)*branch)
		normal(l.w3, into(c.Dim))
	}
}
