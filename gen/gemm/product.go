package gemm

import (
	"npugen/gen"
	golden "npugen/model/quant"
)

// Product is a matrix product: activations M x K, weights N x K (a row an
// output), results M x N.
type Product struct {
	M, K, N int
	Act     gen.Element
	Weight  gen.Element

	// Factor is the factor of an output column; only for an engine that
	// requantises.
	Factor func(n int) golden.Requant
}

// Of is the product of two matrices, as golden.GEMM computes it.
func Of(act, weight golden.Matrix[int8]) Product {
	return Product{
		M: act.Rows, K: act.Cols, N: weight.Rows,
		Act:    func(m, k int) int32 { return int32(act.At(m, k)) },
		Weight: func(n, k int) int32 { return int32(weight.At(n, k)) },
	}
}

// Result is the product and what it took.
type Result struct {
	Rows, Cols int
	Data       []int64 // row by row

	Cycles      int // from the offer of the first command to the last result
	First, Last int // cycles of the first and last vector of results
	Vectors     int // vectors of results
	Counters    Counters

	Recording *Recording // with Options.Record: of the session so far
}

// At is the result in row m, column n.
func (r *Result) At(m, n int) int64 { return r.Data[m*r.Cols+n] }

// Int32 is the results as a matrix of sums; ok is false when one does not fit.
func (r *Result) Int32() (m golden.Matrix[int32], ok bool) {
	m = golden.Matrix[int32]{Rows: r.Rows, Cols: r.Cols, Data: make([]int32, len(r.Data))}
	for i, v := range r.Data {
		if m.Data[i] = int32(v); int64(m.Data[i]) != v {
			return m, false
		}
	}
	return m, true
}

// Counters are gen.Counters as numbers, for one product.
type Counters struct {
	Active, Useful, WeightStall, DataStall, OutputStall uint64
}

func (c Counters) minus(o Counters) Counters {
	return Counters{c.Active - o.Active, c.Useful - o.Useful, c.WeightStall - o.WeightStall, c.DataStall - o.DataStall, c.OutputStall - o.OutputStall}
}
