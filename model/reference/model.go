package reference

import (
	"fmt"

	"npugen/model/checkpoint"
)

// Model is the weights of a Llama-2 model in fp32. It does not change after
// New, so sessions may run side by side.
type Model struct {
	Config checkpoint.Config

	embedding checkpoint.Tensor
	layers    []layer
	rmsFinal  []float32
	wcls      checkpoint.Tensor
}

type layer struct {
	rmsAtt, rmsFFN             []float32
	wq, wk, wv, wo, w1, w2, w3 checkpoint.Tensor
}

// New reads all weights of a checkpoint.
func New(c *checkpoint.Checkpoint) (*Model, error) {
	m := &Model{Config: c.Config, layers: make([]layer, c.Config.Layers)}
	l := loader{c: c}
	l.load("token_embedding", 0, &m.embedding)
	l.load("wcls", 0, &m.wcls)
	l.vector("rms_final", 0, &m.rmsFinal)
	for i := range m.layers {
		y := &m.layers[i]
		l.vector("rms_att", i, &y.rmsAtt)
		l.vector("rms_ffn", i, &y.rmsFFN)
		l.load("wq", i, &y.wq)
		l.load("wk", i, &y.wk)
		l.load("wv", i, &y.wv)
		l.load("wo", i, &y.wo)
		l.load("w1", i, &y.w1)
		l.load("w2", i, &y.w2)
		l.load("w3", i, &y.w3)
	}
	if l.err != nil {
		return nil, fmt.Errorf("reference model: %w", l.err)
	}
	return m, nil
}

// loader reads tensors until the first error.
type loader struct {
	c   *checkpoint.Checkpoint
	err error
}

func (l *loader) load(name string, layer int, to *checkpoint.Tensor) {
	if l.err == nil {
		*to, l.err = l.c.Tensor(name, layer)
	}
}

func (l *loader) vector(name string, layer int, to *[]float32) {
	var t checkpoint.Tensor
	l.load(name, layer, &t)
	*to = t.Data
}
