package reference

import (
	"math"

	"npugen/model/checkpoint"
)

// dot is the sum of a[i]*b[i], first element first.
func dot(a, b []float32) float32 {
	var sum float32
	for i, v := range a {
		sum += float32(v * b[i])
	}
	return sum
}

// add is x += y.
func add(x, y []float32) {
	for i := range x {
		x[i] += y[i]
	}
}

// rmsNorm is x / sqrt(mean(x^2) + epsilon) * weight (Zhang and Sennrich, 2019).
func rmsNorm(x, weight []float32, epsilon float32) []float32 {
	mean := dot(x, x) / float32(len(x))
	inverse := 1 / float32(math.Sqrt(float64(mean+epsilon)))
	out := make([]float32, len(x))
	for i := range x {
		out[i] = weight[i] * float32(inverse*x[i])
	}
	return out
}

// rotate turns pair i of each head by pos * Frequency(i) radians: the rotary
// position embedding (Su et al., 2021).
func rotate(x []float32, pos int, c checkpoint.Config) {
	size := c.HeadSize()
	for i := 0; i < len(x); i += 2 {
		sin, cos := math.Sincos(float64(float32(pos) * c.Frequency(i%size/2)))
		re, im := x[i], x[i+1]
		x[i] = float32(re*float32(cos)) - float32(im*float32(sin))
		x[i+1] = float32(re*float32(sin)) + float32(im*float32(cos))
	}
}

// softmax is exp(x) / sum(exp(x)), shifted by the maximum so that nothing
// overflows.
func softmax(x []float32) {
	top := x[0]
	for _, v := range x {
		top = max(top, v)
	}
	var sum float32
	for i, v := range x {
		x[i] = float32(math.Exp(float64(v - top)))
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}

// silu is x / (1 + exp(-x)).
func silu(x float32) float32 {
	return x * (1 / (1 + float32(math.Exp(float64(-x)))))
}

// argmax is the place of the greatest value, the first of equals.
func argmax(x []float32) int {
	best := 0
	for i, v := range x {
		if v > x[best] {
			best = i
		}
	}
	return best
}
