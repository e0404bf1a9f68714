package golden

// Quadratic approximates a function on an interval that is cut into
// 2^Index equal pieces. On each of them, with u in [0, 1) across the piece,
//
//	y = C0 + (C1 + C2*u)*u      or, if Falling,
//	y = C0 - (C1 - C2*u)*u
//
// Coefficients and y are integers in units of 2^-Frac.
type Quadratic struct {
	Index      int // bits
	Falling    bool
	C0, C1, C2 []uint64
}

// Frac is the number of bits after the point of a Quadratic's result.
const Frac = 30

// SquareBits is how many bits of u the inner product uses: its upper ones.
const SquareBits = 16

// Eval is the polynomial of piece i at u = lo / 2^bits, bits at least
// SquareBits. Each product is rounded down.
func (q *Quadratic) Eval(i, lo uint64, bits int) uint64 {
	inner := q.C2[i] * (lo >> (bits - SquareBits)) >> SquareBits
	if q.Falling {
		return q.C0[i] - (q.C1[i]-inner)*lo>>bits
	}
	return q.C0[i] + (q.C1[i]+inner)*lo>>bits
}
