package sample_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/model/sample"
)

var nan = float32(math.NaN())

// Tokens come as often as softmax at the temperature says.
func TestFrequencies(t *testing.T) {
	all := []sample.Candidate{{7, 2}, {3, 1}, {9, -1}, {0, nan}}
	for _, temperature := range []float64{0.3, 1, 4} {
		s, err := sample.New(temperature, 5)
		require.NoError(t, err)
		const n = 100_000
		seen := map[int]float64{}
		for range n {
			token, err := s.Draw(all)
			require.NoError(t, err)
			seen[token] += 1.0 / n
		}
		sum := 0.0
		for _, c := range all[:3] {
			sum += math.Exp(float64(c.Logit) / temperature)
		}
		for _, c := range all[:3] {
			require.InDelta(t, math.Exp(float64(c.Logit)/temperature)/sum, seen[c.Token], 0.006, "token %d at %v", c.Token, temperature)
		}
		require.Zero(t, seen[0])
	}
}

func TestCorners(t *testing.T) {
	inf := float32(math.Inf(1))
	for _, temperature := range []float64{1e-300, 1, 1e300} {
		s, err := sample.New(temperature, 1)
		require.NoError(t, err)
		for _, all := range [][]sample.Candidate{{{4, inf}, {5, 1}}, {{4, -inf}}, {{4, 3e38}, {5, -3e38}, {6, -inf}}, {{4, 0}, {5, nan}}} {
			token, err := s.Draw(all)
			require.NoError(t, err)
			if temperature <= 1 || len(all) < 3 {
				require.Equal(t, 4, token, "%v at %v", all, temperature)
			}
		}
		for _, all := range [][]sample.Candidate{nil, {{4, nan}}} {
			_, err = s.Draw(all)
			require.EqualError(t, err, "there is no token to draw: all logits are NaN")
		}
	}
	for _, temperature := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		_, err := sample.New(temperature, 1)
		require.EqualError(t, err, fmt.Sprintf("temperature %v: want a number above 0", temperature))
	}
}

func ExampleSampler() {
	s, err := sample.New(0.8, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 8 {
		token, err := s.Draw([]sample.Candidate{{Token: 12, Logit: 3}, {Token: 7, Logit: 2.5}, {Token: 40, Logit: 0}})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Print(token, " ")
	}
	// Output: 12 12 12 12 7 12 12 12
}
