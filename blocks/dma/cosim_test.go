package dma_test

import (
	"testing"

	"npugen/verif"
)

// The units behave the same, cycle for cycle, in all simulators; all of them
// with controllers and devices, in ours and Icarus.
func TestCosim(t *testing.T) {
	if testing.Short() {
		t.Skip("builds C++")
	}
	r := streams(t, shape(4, 128, 2, 1), 10) // a row is two beats
	r.run(10 * 80 * 30)
	odd := streams(t, shape(12, 100, 4, 1), 10) // 25 quarters of 16 in a beat
	odd.run(10 * 80 * 30)
	l, _ := loads(t, shape(4, 4, 1, 1), 10)
	l.run(10 * 20 * 30)
	words, _ := loads(t, shape(9, 15, 3, 1), 10)
	words.run(10 * 20 * 30)
	x := newStoring(t, shape(16, 4, 2, 1))
	x.write.Rate = 0.7
	for range 10 {
		x.send(randomOrder(x.bench.Rand, x.shape))
	}
	x.run(40000)
	y := newStoring(t, shape(11, 7, 1, 1))
	for range 5 {
		y.send(randomOrder(y.bench.Rand, y.shape))
	}
	y.run(40000)
	p := newPorting(t)
	p.run(40)
	verif.CosimAll(t, []verif.Job{r.bench.Job(), odd.bench.Job(), l.bench.Job(), words.bench.Job(), x.bench.Job(), y.bench.Job(), p.bench.Job()})

	all := newTraffic(t, shape(4, 16, 2, 1), 5)
	all.fill()
	all.mix(500)
	all.drain()
	verif.CosimAll(t, []verif.Job{all.bench.Job()}, verif.Simulator, verif.Icarus)
}
