package compile

import (
	"fmt"

	"npugen/model/reference"
)

// Centres is the mean of each layer's keys over the first positions of the text
// that the model writes by itself, [layer][KV].
//
// Some elements of keys are about the same at all positions, and large. Softmax
// does not see what all scores of a query have in common, so they can be
// subtracted before keys become int8: what is left is smaller, and so is its
// error.
func Centres(m *reference.Model, positions int) ([][]float32, error) {
	s, token := m.NewSession(), m.Config.BOS()
	positions = min(positions, m.Config.SeqLen)
	for range positions {
		logits, err := s.Forward(token)
		if err != nil {
			return nil, fmt.Errorf("centres of keys: %w", err)
		}
		token = 0
		for i, x := range logits {
			if x > logits[token] {
				token = i
			}
		}
	}
	centres := make([][]float32, m.Config.Layers)
	for l := range centres {
		centres[l] = mean(s.Keys(l), m.Config.KVDim())
	}
	return centres, nil
}

func mean(xs [][]float32, n int) []float32 {
	out := make([]float32, n)
	for _, x := range xs {
		for i, v := range x {
			out[i] += v / float32(len(xs))
		}
	}
	return out
}

func (m Model) checkCentres() error {
	if m.Centres == nil {
		return nil
	}
	if len(m.Centres) != m.Config.Layers {
		return fmt.Errorf("centres of %d layers: the model has %d", len(m.Centres), m.Config.Layers)
	}
	for l, c := range m.Centres {
		if len(c) != m.Config.KVDim() {
			return fmt.Errorf("centre of layer %d has %d elements: its keys have %d", l, len(c), m.Config.KVDim())
		}
	}
	return nil
}
