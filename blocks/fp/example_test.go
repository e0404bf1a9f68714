package fp_test

import (
	"fmt"
	"math"

	"npugen/blocks/fp"
	"npugen/hdl"
	"npugen/sim"
)

// 1.5 + 2.25, four cycles later.
func ExampleAdd() {
	c := hdl.MustElaborate(fp.Add{Format: fp.FP32})
	s, _ := sim.New(c.Design, sim.Options{})
	defer s.Close()
	s.PokeUint(c.In.A, uint64(math.Float32bits(1.5)))
	s.PokeUint(c.In.B, uint64(math.Float32bits(2.25)))
	s.Poke(c.In.En, 1)
	for range (fp.Add{}).Latency() {
		s.Step()
	}
	fmt.Println(math.Float32frombits(uint32(s.PeekUint(c.Out.Y))))
	// Output: 3.75
}
