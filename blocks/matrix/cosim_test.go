package matrix_test

import (
	"testing"

	"npugen/blocks/matrix"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl/ir"
	"npugen/verif"
)

// TestAllSimulatorsAgree runs the same traffic on small units in every
// simulator.
func TestAllSimulatorsAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("builds C++")
	}
	var jobs []verif.Job
	narrow, wide, odd, parts := shape(4, 16, 2, 2), shape(8, 4, 4, 4), shape(6, 9, 3, 2), shape(7, 10, 4, 2)
	for _, c := range []struct {
		d *ir.Design
		b func(d *ir.Design) *bench
	}{
		{elaborate(t, matrix.Unit{Shape: narrow, Tile: 2}), func(d *ir.Design) *bench { return newBench(t, d, narrow, 1) }},
		{elaborate(t, matrix.Core{Shape: wide}), func(d *ir.Design) *bench { return newBench(t, d, wide, 2) }},
		{elaborate(t, matrix.Unit{Shape: odd}), func(d *ir.Design) *bench { return newBench(t, d, odd, 3) }},
		{elaborate(t, matrix.Unit{Shape: parts}), func(d *ir.Design) *bench { return newBench(t, d, parts, 4) }},
	} {
		b := c.b(c.d)
		b.weights.Rate, b.result.Rate = 0.8, 0.7
		s := b.model.shape
		words := func(elements int) int { return (elements + s.Lanes - 1) / s.Lanes * s.Lanes }
		for i := range 9 {
			c := matmul{A: i, AStride: 3, M: 1 + i%s.AccDepth, KT: i % 4, NT: 1 + i%2, Last: 1 + i%s.Rows, Plain: i%2 == 0, D: words(s.Cols * i), DStride: words(3 * s.Cols)}
			if i%3 > 0 {
				c.Peak, c.P, c.Len, c.Each = true, words(2*s.Cols), c.NT*s.Cols-s.AccDepth+i%3, i%3
			}
			b.add(c)
			b.read.Send(streamtest.D(uint64(i)))
		}
		b.finish(4000)
		jobs = append(jobs, b.Job())
	}
	verif.CosimAll(t, jobs)
}

func TestCleanVerilog(t *testing.T) {
	verif.Lint(t,
		elaborate(t, matrix.Unit{Shape: shape(4, 4, 1, 1)}),
		elaborate(t, matrix.Unit{Shape: shape(4, 16, 2, 4), Tile: 1}),
		elaborate(t, matrix.Unit{Shape: shape(16, 8, 8, 4)}),
		elaborate(t, matrix.Unit{Shape: shape(64, 64, 16, 64)}),
		elaborate(t, matrix.Unit{Shape: shape(12, 24, 12, 4)}),
		elaborate(t, matrix.Unit{Shape: shape(10, 7, 4, 4)}),
		elaborate(t, matrix.Unit{Shape: shape(9, 8, 6, 4)}),
	)
}
