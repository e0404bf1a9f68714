package train

import "math"

// normalise is out = x / sqrt(mean(x^2) + epsilon) * weight for each token; it
// keeps the factor 1/sqrt of each.
func normalise[F float](out, inverse, x, weight []F, epsilon F) {
	d := len(weight)
	for t := range inverse {
		row, to := x[t*d:(t+1)*d], out[t*d:(t+1)*d]
		inv := F(1 / math.Sqrt(float64(dot(row, row)/F(d)+epsilon)))
		inverse[t] = inv
		for i, v := range row {
			to[i] = F(v*inv) * weight[i]
		}
	}
}

// normaliseBack adds the derivatives by x and by the weight, given that by out.
func normaliseBack[F float](dx, dweight, dout, inverse, x, weight []F) {
	d := len(weight)
	for t, inv := range inverse {
		row, by, to := x[t*d:(t+1)*d], dout[t*d:(t+1)*d], dx[t*d:(t+1)*d]
		var along F
		for i, v := range row {
			dweight[i] += F(by[i] * F(v*inv))
			along += F(F(by[i]*weight[i]) * v)
		}
		along *= inv * inv * inv / F(d)
		for i, v := range row {
			to[i] += F(F(by[i]*weight[i])*inv) - F(v*along)
		}
	}
}

// rotary holds the angles of the rotary embedding: [position][pair of a head].
type rotary[F float] struct{ cos, sin []F }

func newRotary[F float](positions, size int, theta float32) rotary[F] {
	var r rotary[F]
	for t := range positions {
		for i := 0; i < size; i += 2 {
			frequency := 1 / math.Pow(float64(theta), float64(i)/float64(size))
			sin, cos := math.Sincos(float64(t) * frequency)
			r.cos, r.sin = append(r.cos, F(cos)), append(r.sin, F(sin))
		}
	}
	return r
}

// turn rotates each pair of each head of n tokens by its angle, or back.
func (r rotary[F]) turn(x []F, n, size int, back bool) {
	width, pairs := len(x)/n, size/2
	for t := range n {
		for i := 0; i < width; i += 2 {
			at := t*pairs + i%size/2
			cos, sin := r.cos[at], r.sin[at]
			if back {
				sin = -sin
			}
			re, im := x[t*width+i], x[t*width+i+1]
			x[t*width+i] = F(re*cos) - F(im*sin)
			x[t*width+i+1] = F(re*sin) + F(im*cos)
		}
	}
}

// softmax is exp(x) / sum(exp(x)), in place.
func softmax[F float](x []F) {
	top := x[0]
	for _, v := range x {
		top = max(top, v)
	}
	var sum F
	for i, v := range x {
		x[i] = F(math.Exp(float64(v - top)))
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}

// sigmoid is 1 / (1 + exp(-x)).
func sigmoid[F float](x F) F { return 1 / (1 + F(math.Exp(float64(-x)))) }
