package quant_test

import (
	"fmt"

	"npugen/blocks/quant"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl"
)

// 5/2, 7/2 and -5/2 are ties and go to the even neighbour: 2, 4 and -2.
// 0x7fff saturates.
func ExampleRequant() {
	d := hdl.MustElaborate(quant.Requant{XW: 16, MultBits: 4, ShiftBits: 3, YW: 8}).Design
	fmt.Print(streamtest.Show(d, "x y",
		"en=1 mult=1 shift=1 x=5", "x=7", "x=fffb", "x=7fff", "", "", ""))
	// Output:
	// clk  ______/--\__/--\__/--\__/--\__/--\__/--\__
	// x    |0005 |0007 |fffb |7fff
	// y    |a6   |7f         |02   |04   |fe   |7f
}
