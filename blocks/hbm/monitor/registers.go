package monitor

import "fmt"

// Register is a place in the map: 32 bits, saturating.
type Register struct {
	Addr int // in registers
	Name string
	Doc  string
}

// The histogram has Buckets buckets of BucketCycles clocks; the last has what is
// longer.
const (
	Buckets      = 16
	BucketCycles = 64
	firstBucket  = 16
)

// counters are the registers before the histogram, in their order.
func counters() []Register {
	list := []Register{
		{Name: "clocks", Doc: "clocks since the last clear"},
		{Name: "reads", Doc: "lines read: second halves on the column bus"},
		{Name: "writes", Doc: "lines written"},
		{Name: "activates", Doc: "ACT commands; column commands without one are row hits"},
		{Name: "precharges", Doc: "PRE and PREA commands, without automatic ones"},
		{Name: "refreshes", Doc: "REFSB and REFAB commands"},
		{Name: "turnarounds", Doc: "changes between reads and writes, of both pseudo-channels"},
		{Name: "latency_sum", Doc: "clocks from a read's acceptance to its line, summed"},
		{Name: "latency_max", Doc: "the greatest of them"},
	}
	for i := range list {
		list[i].Addr = i
	}
	return list
}

// Registers is the register map.
func Registers() []Register {
	list := counters()
	for i := range Buckets {
		doc := fmt.Sprintf("reads with a latency of %d to %d clocks", i*BucketCycles, (i+1)*BucketCycles-1)
		if i == Buckets-1 {
			doc = fmt.Sprintf("reads with a latency of %d clocks or more", i*BucketCycles)
		}
		list = append(list, Register{firstBucket + i, fmt.Sprintf("latency_%d", i), doc})
	}
	return list
}
