package dma_test

import (
	"testing"

	"npugen/blocks/bundle"
	"npugen/verif"
)

// The units behave the same, cycle for cycle, in all simulators.
func TestCosim(t *testing.T) {
	if testing.Short() {
		t.Skip("builds C++")
	}
	var jobs []verif.Job
	for _, s := range []bundle.Shape{shape(4, 16, 2, 1), shape(4, 128, 2, 1)} {
		r := streams(t, s, 10)
		r.run(10 * 80 * 30)
		jobs = append(jobs, r.bench.Job())
	}
	l, _ := loads(t, shape(4, 16, 2, 2), 20)
	l.run(20 * 80 * 30)
	p := newPorting(t)
	p.run(40)
	jobs = append(jobs, l.bench.Job(), p.bench.Job())
	for _, s := range []bundle.Shape{shape(4, 4, 2, 1), shape(128, 8, 2, 1)} {
		x := newStoring(t, s)
		x.write.Rate = 0.7
		for range 8 {
			x.send(randomOrder(x.bench.Rand, s))
		}
		x.run(40000)
		jobs = append(jobs, x.bench.Job())
	}
	verif.CosimAll(t, jobs)
}
