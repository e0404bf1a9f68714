package systolic_test

import (
	"fmt"

	"npugen/blocks/stream/streamtest"
	"npugen/blocks/systolic"
	"npugen/hdl"
)

// Two tiles of one row, weights 5 and then 7, meet one vector each, 2 and 3:
// 10 and 21 come out two cycles later. The weight 7 is loaded in the cycle in
// which 5 becomes active, and swapped in in the next.
func ExampleArray() {
	d := hdl.MustElaborate(systolic.Array{Rows: 1, Cols: 1, ActW: 8, WeightW: 8, AccW: 16}).Design
	fmt.Print(streamtest.Show(d, "weight load swap act sum",
		"en=1 weight=5 load=1", "weight=7 swap=1 act=2", "load=0 act=3", "swap=0 act=0", ""))
	// Output:
	// clk     ______/--\__/--\__/--\__/--\__
	// weight  |05   |07
	// load    ------------\_________________
	// swap    ______/-----------\___________
	// act     |00   |02   |03   |00
	// sum     |e8a7 |2238 |0000 |000a |0015
}

// Sums 1, 2 and 3 for one entry in a row: the first overwrites it, the last
// takes the total out.
func ExampleAccumulators() {
	d := hdl.MustElaborate(systolic.Accumulators{Cols: 1, Depth: 4, SumW: 8, AccW: 8}).Design
	fmt.Print(streamtest.Show(d, "tag_valid tag_addr tag_first tag_last sum valid acc",
		"en=1 tag_valid=1 tag_addr=3 tag_first=1", "tag_first=0 sum=1", "tag_last=1 sum=2", "tag_valid=0 sum=3", "", ""))
	// Output:
	// clk        ____/-\_/-\_/-\_/-\_/-\_
	// tag_valid  ------------\___________
	// tag_addr   |3
	// tag_first  ----\___________________
	// tag_last   ________/---------------
	// sum        |00 |01 |02 |03
	// valid      ________________/---\___
	// acc        |58 |00 |01 |03 |06 |09
}
