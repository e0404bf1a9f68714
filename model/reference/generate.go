package reference

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Generate continues a prompt greedily over steps positions, at most SeqLen,
// and returns the prompt and what follows. Like run.c it stops before a BOS,
// which begins another text.
func (m *Model) Generate(prompt []int, steps int) ([]int, error) {
	if len(prompt) == 0 {
		return nil, errors.New("generate: empty prompt: give at least BOS")
	}
	if n := m.Config.SeqLen; len(prompt) > n {
		return nil, fmt.Errorf("generate: a prompt of %d tokens: the model's longest sequence is %d", len(prompt), n)
	}
	if err := m.checkSteps(steps); err != nil {
		return nil, fmt.Errorf("generate: %w", err)
	}
	if steps < len(prompt) {
		return nil, fmt.Errorf("generate: %d steps are too few for a prompt of %d tokens", steps, len(prompt))
	}
	tokens := slices.Clone(prompt)
	s := m.NewSession()
	for i := range steps {
		next, err := s.greedy(tokens[i])
		if err != nil {
			return nil, fmt.Errorf("generate: %w", err)
		}
		if i+1 < len(prompt) {
			continue
		}
		if m.Config.Ended(next) {
			break
		}
		tokens = append(tokens, next)
	}
	return tokens, nil
}

// Capture records the vectors that enter a matrix product: element [p] is the
// input (as wide as the tensor has columns) at position p of the greedy text
// that follows BOS. Should a text end earlier, the next one goes on.
func (m *Model) Capture(tensor string, layer, positions int) ([][]float32, error) {
	if err := m.checkProduct(tensor, layer); err != nil {
		return nil, fmt.Errorf("capture: %w", err)
	}
	if err := m.checkSteps(positions); err != nil {
		return nil, fmt.Errorf("capture: %w", err)
	}
	var captured [][]float32
	s := m.NewSession()
	s.Tap = func(name string, l int, in []float32) {
		if name == tensor && l == layer {
			captured = append(captured, slices.Clone(in))
		}
	}
	token := m.Config.BOS()
	for range positions {
		var err error
		if token, err = s.greedy(token); err != nil {
			return nil, fmt.Errorf("capture: %w", err)
		}
	}
	return captured, nil
}

// Products names the tensors that a vector is multiplied with. All but wcls
// exist in each layer.
func Products() []string {
	return []string{"wq", "wk", "wv", "wo", "w1", "w2", "w3", "wcls"}
}

func (s *Session) greedy(token int) (int, error) {
	logits, err := s.Forward(token)
	if err != nil {
		return 0, err
	}
	return argmax(logits), nil
}

func (m *Model) checkSteps(n int) error {
	if n < 1 || n > m.Config.SeqLen {
		return fmt.Errorf("%d positions: want 1..%d, the model's longest sequence", n, m.Config.SeqLen)
	}
	return nil
}

func (m *Model) checkProduct(tensor string, layer int) error {
	layers := m.Config.Layers
	if tensor == "wcls" {
		layers = 1
	}
	switch {
	case !slices.Contains(Products(), tensor):
		return fmt.Errorf("tensor %q is not a matrix product: want one of %s", tensor, strings.Join(Products(), ", "))
	case layer < 0 || layer >= layers:
		return fmt.Errorf("tensor %s has no layer %d: layers are 0..%d", tensor, layer, layers-1)
	}
	return nil
}
