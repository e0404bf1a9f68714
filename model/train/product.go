package train

// The three products of a layer y = W x over n tokens, x being n x k, y n x m
// and W m x k. They add to their result.

// multiply is y += x W^T, the forward pass.
func multiply[F float](y, x, w []F, k, m int) {
	for len(x) > 0 {
		row, out := x[:k], y[:m]
		j := 0
		for ; j+4 <= m; j += 4 {
			dot4(out[j:j+4], row, w[j*k:(j+4)*k])
		}
		for ; j < m; j++ {
			out[j] += dot(row, w[j*k:(j+1)*k])
		}
		x, y = x[k:], y[m:]
	}
}

// multiplyBack is dx += dy W, the derivative by the input.
func multiplyBack[F float](dx, dy, w []F, k, m int) {
	for len(dx) > 0 {
		row, out := dy[:m], dx[:k]
		j := 0
		for ; j+4 <= m; j += 4 {
			add4(out, [4]F(row[j:j+4]), w[j*k:(j+1)*k], w[(j+1)*k:], w[(j+2)*k:], w[(j+3)*k:])
		}
		for ; j < m; j++ {
			addScaled(out, row[j], w[j*k:(j+1)*k])
		}
		dx, dy = dx[k:], dy[m:]
	}
}

// multiplyWeights is dW += dy^T x, the derivative by the weights.
func multiplyWeights[F float](dw, dy, x []F, k, m int) {
	n := len(x) / k
	for j := range m {
		out := dw[j*k : (j+1)*k]
		i := 0
		for ; i+4 <= n; i += 4 {
			by := [4]F{dy[i*m+j], dy[(i+1)*m+j], dy[(i+2)*m+j], dy[(i+3)*m+j]}
			add4(out, by, x[i*k:(i+1)*k], x[(i+1)*k:], x[(i+2)*k:], x[(i+3)*k:])
		}
		for ; i < n; i++ {
			addScaled(out, dy[i*m+j], x[i*k:(i+1)*k])
		}
	}
}

// dot4 adds to out the products of x with four rows of w: four sums at once
// keep the adders busy.
func dot4[F float](out, x, w []F) {
	k := len(x)
	w0, w1, w2, w3 := w[:k], w[k:][:k], w[2*k:][:k], w[3*k:][:k]
	var s0, s1, s2, s3 F
	for i, v := range x {
		s0 += F(v * w0[i])
		s1 += F(v * w1[i])
		s2 += F(v * w2[i])
		s3 += F(v * w3[i])
	}
	out[0] += s0
	out[1] += s1
	out[2] += s2
	out[3] += s3
}

func dot[F float](a, b []F) F {
	var sum F
	b = b[:len(a)]
	for i, v := range a {
		sum += F(v * b[i])
	}
	return sum
}

// add4 is y += by[0]*a + by[1]*b + by[2]*c + by[3]*d.
func add4[F float](y []F, by [4]F, a, b, c, d []F) {
	a, b, c, d = a[:len(y)], b[:len(y)], c[:len(y)], d[:len(y)]
	p, q, r, s := by[0], by[1], by[2], by[3]
	for i, v := range y {
		y[i] = v + (F(p*a[i]) + F(q*b[i]) + (F(r*c[i]) + F(s*d[i])))
	}
}

// addScaled is y += by * x.
func addScaled[F float](y []F, by F, x []F) {
	x = x[:len(y)]
	for i := range y {
		y[i] += F(by * x[i])
	}
}
