package reference

import (
	"errors"
	"fmt"
)

// Logits runs the model over a given sequence, whatever it would have said
// itself (teacher forcing): element [p] is the logits, V of them, of the token
// that follows tokens[0..p].
func (m *Model) Logits(tokens []int) ([][]float32, error) {
	if len(tokens) == 0 {
		return nil, errors.New("logits: no tokens: give at least BOS")
	}
	if err := m.checkSteps(len(tokens)); err != nil {
		return nil, fmt.Errorf("logits: %w", err)
	}
	s, all := m.NewSession(), make([][]float32, len(tokens))
	for p, token := range tokens {
		var err error
		if all[p], err = s.Forward(token); err != nil {
			return nil, fmt.Errorf("logits: %w", err)
		}
	}
	return all, nil
}
