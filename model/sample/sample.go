package sample

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
)

// Candidate is a token that may come next.
type Candidate struct {
	Token int
	Logit float32 // NaN: there is none
}

// Sampler draws one token after the other.
type Sampler struct {
	temperature float64
	random      *rand.Rand
}

// New is a sampler. A temperature near 0 nearly always gives the most likely
// token, 1 the model's own probabilities, more makes them more equal.
func New(temperature float64, seed uint64) (*Sampler, error) {
	if !(temperature > 0) || math.IsInf(temperature, 1) {
		return nil, fmt.Errorf("temperature %v: want a number above 0", temperature)
	}
	return &Sampler{temperature, rand.New(rand.NewPCG(seed, 0))}, nil
}

// Draw is the token that comes next. Candidates are in descending order, those
// that are NaN last.
func (s *Sampler) Draw(all []Candidate) (int, error) {
	at := s.random.Float64()
	if len(all) == 0 || math.IsNaN(float64(all[0].Logit)) {
		return 0, errors.New("there is no token to draw: all logits are NaN")
	}
	weights := make([]float64, len(all))
	sum := 0.0
	for i, c := range all {
		weights[i] = s.weight(c.Logit, all[0].Logit)
		sum += weights[i]
	}
	at *= sum
	for i, w := range weights {
		if at -= w; at < 0 {
			return all[i].Token, nil
		}
	}
	return all[0].Token, nil // what rounding has left over
}

// weight is exp((x - top) / temperature), 1 for the greatest.
func (s *Sampler) weight(x, top float32) float64 {
	switch {
	case x == top:
		return 1
	case math.IsNaN(float64(x)):
		return 0
	}
	return math.Exp((float64(x) - float64(top)) / s.temperature)
}
