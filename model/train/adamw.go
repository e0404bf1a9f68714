package train

import "math"

// AdamW is the rule of an update (Loshchilov and Hutter, 2019).
type AdamW struct {
	Rate        float64 // step size
	Beta1       float64 // memory of the gradients' mean
	Beta2       float64 // and of their square
	Epsilon     float64
	WeightDecay float64 // of matrices; norm weights do not decay
	Clip        float64 // greatest length of the gradient vector
}

// Update moves the weights against the gradients, which are sums over so many
// predictions, and clears them. It returns the length of the mean gradient
// before clipping.
func (m *Model[F]) Update(o AdamW, predictions int) float64 {
	m.steps++
	factor := 1 / float64(predictions)
	length := norm(m.grad) * factor
	if length > o.Clip {
		factor *= o.Clip / length
	}
	unbias1 := 1 - math.Pow(o.Beta1, float64(m.steps))
	unbias2 := 1 - math.Pow(o.Beta2, float64(m.steps))
	for i := range m.flat {
		g := float64(float64(m.grad[i]) * factor)
		mean := float64(o.Beta1*float64(m.mean[i])) + float64((1-o.Beta1)*g)
		square := float64(o.Beta2*float64(m.square[i])) + float64((1-o.Beta2)*g*g)
		m.mean[i], m.square[i] = F(mean), F(square)
		step := mean / unbias1 / (math.Sqrt(square/unbias2) + o.Epsilon)
		if i >= len(m.weights.norms) {
			step += float64(o.WeightDecay * float64(m.flat[i]))
		}
		m.flat[i] -= F(o.Rate * step)
	}
	clear(m.grad)
	return length
}

// norm is the length of a vector.
func norm[F float](x []F) float64 {
	var sum float64
	for _, v := range x {
		sum += float64(float64(v) * float64(v))
	}
	return math.Sqrt(sum)
}

// Schedule is how the step size goes over the training: it rises linearly to
// Peak over Warmup steps, then falls as half a cosine to Last at Steps.
type Schedule struct {
	Peak, Last    float64
	Warmup, Steps int
}

// Rate is the step size of step i, the first being 0.
func (s Schedule) Rate(i int) float64 {
	if i < s.Warmup {
		return s.Peak * float64(i+1) / float64(s.Warmup)
	}
	done := float64(i-s.Warmup) / float64(max(s.Steps-s.Warmup, 1))
	return s.Last + (s.Peak-s.Last)*(1+math.Cos(math.Pi*min(done, 1)))/2
}
