package reference

import (
	"fmt"
	"math"
)

// Agreement says how near one run's logits are to another's on the same tokens.
type Agreement struct {
	Positions  int
	SameArgmax int     // positions where both find the same token most likely
	MeanKL     float64 // Kullback-Leibler divergence in nats, mean over positions
	WorstKL    float64 // that of the worst position
	WorstAt    int
}

// Compare measures got against want: [position][token] logits of the same
// shape. The divergence is the sum of p ln(p/q), p from want and q from got,
// both softmax.
func Compare(want, got [][]float32) (Agreement, error) {
	if len(want) != len(got) || len(want) == 0 {
		return Agreement{}, fmt.Errorf("compare logits: %d positions with %d: want the same number, at least 1", len(want), len(got))
	}
	a := Agreement{Positions: len(want), WorstKL: -1}
	for p := range want {
		if len(want[p]) != len(got[p]) || len(want[p]) == 0 {
			return Agreement{}, fmt.Errorf("compare logits: position %d: %d tokens with %d: want the same number, at least 1", p, len(want[p]), len(got[p]))
		}
		if argmax(want[p]) == argmax(got[p]) {
			a.SameArgmax++
		}
		kl := divergence(want[p], got[p])
		if math.IsNaN(kl) {
			return Agreement{}, fmt.Errorf("compare logits: position %d: not all are finite numbers", p)
		}
		a.MeanKL += kl / float64(len(want))
		if kl > a.WorstKL {
			a.WorstKL, a.WorstAt = kl, p
		}
	}
	return a, nil
}

// divergence is the Kullback-Leibler divergence of two softmax distributions.
func divergence(want, got []float32) float64 {
	wantSum, gotSum := logSumExp(want), logSumExp(got)
	var kl float64
	for i := range want {
		p, q := float64(want[i])-wantSum, float64(got[i])-gotSum
		kl += math.Exp(p) * (p - q)
	}
	return max(kl, 0) // rounding can leave it a little below
}

func logSumExp(x []float32) float64 {
	top := float64(x[argmax(x)])
	var sum float64
	for _, v := range x {
		sum += math.Exp(float64(v) - top)
	}
	return top + math.Log(sum)
}
