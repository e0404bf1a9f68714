package stream_test

import (
	"fmt"

	"npugen/blocks/stream"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl"
)

// A datum can be taken one cycle after it came in. With the output blocked,
// the queue fills up to its depth and then stops the input.
func ExampleQueue() {
	d := hdl.MustElaborate(queueTop{W: 8, D: 2}).Design
	fmt.Print(streamtest.Show(d, "in_valid in_data in_ready out_valid out_data out_ready",
		"in_valid=1 in_data=a1", "in_data=a2", "in_data=a3", "out_ready=1", "", "in_valid=0", ""))
	// Output:
	// clk        ____/-\_/-\_/-\_/-\_/-\_/-\_
	// in_valid   --------------------\_______
	// in_data    |a1 |a2 |a3
	// in_ready   --------\_______/-----------
	// out_valid  ____/-------------------\___
	// out_data   |73 |a1         |a2 |a3 |a2
	// out_ready  ____________/---------------
}

func ExampleCountedQueue() {
	d := hdl.MustElaborate(stream.FIFO{Width: 8, Depth: 3}).Design
	fmt.Print(streamtest.Show(d, "in_valid in_ready out_ready count",
		"in_valid=1", "", "", "", "in_valid=0 out_ready=1", "", "", ""))
	// Output:
	// clk        ____/-\_/-\_/-\_/-\_/-\_/-\_/-\_
	// in_valid   ----------------\_______________
	// in_ready   ------------\_______/-----------
	// out_ready  ________________/---------------
	// count      |0  |1  |2  |3      |2  |1  |0
}

// The word that the output refuses goes to the spare register; ready drops one
// cycle later.
func ExampleSkid() {
	d := hdl.MustElaborate(cutTop{W: 8, Kind: "s"}).Design
	fmt.Print(streamtest.Show(d, "in_valid in_data in_ready out_valid out_data out_ready",
		"in_valid=1 in_data=a1 out_ready=1", "in_data=a2 out_ready=0", "in_data=a3", "out_ready=1", "", "in_valid=0"))
	// Output:
	// clk        ____/-\_/-\_/-\_/-\_/-\_
	// in_valid   --------------------\___
	// in_data    |a1 |a2 |a3
	// in_ready   --------\_______/-------
	// out_valid  --------------------\___
	// out_data   |a1 |a2         |a3
	// out_ready  ----\_______/-----------
}

// Valid and data come one cycle later; ready follows in the same cycle.
func ExamplePipe() {
	d := hdl.MustElaborate(cutTop{W: 8, Kind: "p"}).Design
	fmt.Print(streamtest.Show(d, "in_valid in_data in_ready out_valid out_data out_ready",
		"in_valid=1 in_data=a1 out_ready=1", "in_data=a2", "in_data=a3 out_ready=0", "", "out_ready=1", "in_valid=0", ""))
	// Output:
	// clk        ____/-\_/-\_/-\_/-\_/-\_/-\_
	// in_valid   --------------------\_______
	// in_data    |a1 |a2 |a3
	// in_ready   --------\_______/-----------
	// out_valid  ____/-------------------\___
	// out_data   |7c |a1 |a2         |a3
	// out_ready  --------\_______/-----------
}

// Valid and data come one cycle later, and so does ready.
func ExampleCut() {
	d := hdl.MustElaborate(cutTop{W: 8, Kind: "c"}).Design
	fmt.Print(streamtest.Show(d, "in_valid in_data in_ready out_valid out_data out_ready",
		"in_valid=1 in_data=a1 out_ready=1", "in_data=a2", "in_data=a3 out_ready=0", "in_data=a4", "out_ready=1", "", "in_valid=0", ""))
	// Output:
	// clk        ____/-\_/-\_/-\_/-\_/-\_/-\_/-\_
	// in_valid   ------------------------\_______
	// in_data    |a1 |a2 |a3 |a4
	// in_ready   ------------\_______/-----------
	// out_valid  ____/-----------------------\___
	// out_data   |9b |a1 |a2         |a3 |a4
	// out_ready  --------\_______/---------------
}

// A packet of five words becomes a full wide word and one that keeps a single
// word.
func ExampleWiden() {
	d := hdl.MustElaborate(stream.Upsizer{Width: 8, Ratio: 4}).Design
	fmt.Print(streamtest.Show(d, "in_valid in_data in_last out_valid out_data out_keep out_last",
		"out_ready=1 in_valid=1 in_data=a1", "in_data=a2", "in_data=a3", "in_data=a4", "in_data=a5 in_last=1", "in_valid=0 in_last=0", ""))
	// Output:
	// clk        __________/----\____/----\____/----\____/----\____/----\____/----\____
	// in_valid   --------------------------------------------------\___________________
	// in_data    |a1       |a2       |a3       |a4       |a5
	// in_last    ________________________________________/---------\___________________
	// out_valid  ________________________________________/-------------------\_________
	// out_data   |554f71ac |000000a1 |0000a2a1 |00a3a2a1 |a4a3a2a1 |000000a5
	// out_keep   |f        |1        |3        |7        |f        |1
	// out_last   __________________________________________________/-------------------
}

// The wide words of a packet of three words, two at a time.
func ExampleNarrow() {
	d := hdl.MustElaborate(stream.Downsizer{Width: 8, Ratio: 2}).Design
	fmt.Print(streamtest.Show(d, "in_valid in_data in_keep in_last in_ready out_valid out_data out_last",
		"out_ready=1 in_valid=1 in_data=a2a1 in_keep=3", "", "in_data=a3 in_keep=1 in_last=1", "in_valid=0"))
	// Output:
	// clk        ______/--\__/--\__/--\__
	// in_valid   ------------------\_____
	// in_data    |a2a1       |00a3
	// in_keep    |3          |1
	// in_last    ____________/-----------
	// in_ready   ______/-----------------
	// out_valid  ------------------\_____
	// out_data   |a1   |a2   |a3
	// out_last   ____________/-----------
}

// Three streams that always offer are served in turn.
func ExampleRoundRobin() {
	d := hdl.MustElaborate(arbTop{W: 8, N: 3}).Design
	fmt.Print(streamtest.Show(d, "in_ready[0] in_ready[1] in_ready[2] out_data out_from out_ready",
		"in_valid=7 in_data[0]=a0 in_data[1]=b0 in_data[2]=c0 out_ready=1", "in_data[0]=a1", "out_ready=0", "out_ready=1", "in_data[2]=c1", ""))
	// Output:
	// clk          ____/-\_/-\_/-\_/-\_/-\_
	// in_ready[0]  ----\___________/---\___
	// in_ready[1]  ____/---\___________/---
	// in_ready[2]  ____________/---\_______
	// out_data     |a0 |b0 |c0     |a1 |b0
	// out_from     |0  |1  |2      |0  |1
	// out_ready    --------\___/-----------
}

// Stream 1 gets its turn when stream 0 pauses.
func ExamplePriority() {
	d := hdl.MustElaborate(arbTop{W: 8, N: 2, Fixed: true}).Design
	fmt.Print(streamtest.Show(d, "in_valid[0] in_valid[1] out_data out_from",
		"out_ready=1 in_valid=3 in_data[0]=a0 in_data[1]=b0", "in_data[0]=a1", "in_valid[0]=0", "in_valid[1]=0"))
	// Output:
	// clk          ____/-\_/-\_/-\_
	// in_valid[0]  --------\_______
	// in_valid[1]  ------------\___
	// out_data     |a0 |a1 |b0 |a1
	// out_from     ________/---\___
}

// Output 0 takes the datum at once and does not get it again while output 1
// waits.
func ExampleFork() {
	d := hdl.MustElaborate(forkTop{W: 8, N: 2}).Design
	fmt.Print(streamtest.Show(d, "in_data in_ready out_valid[0] out_ready[0] out_valid[1] out_ready[1]",
		"in_valid=1 in_data=a1 out_ready=1", "", "out_ready=3", "in_data=a2", "in_valid=0"))
	// Output:
	// clk           ____/-\_/-\_/-\_/-\_
	// in_data       |a1         |a2
	// in_ready      ________/-----------
	// out_valid[0]  ----\_______/---\___
	// out_ready[0]  --------------------
	// out_valid[1]  ----------------\___
	// out_ready[1]  ________/-----------
}

// Nothing moves before both have a datum.
func ExampleJoin() {
	d := hdl.MustElaborate(joinTop{W: 8, N: 2}).Design
	fmt.Print(streamtest.Show(d, "in_valid[0] in_ready[0] in_valid[1] in_ready[1] out_valid out_data",
		"out_ready=1 in_valid=1 in_data[0]=a1", "", "in_valid=3 in_data[1]=b1", "in_valid=2 in_data[1]=b2", ""))
	// Output:
	// clk          ______/--\__/--\__/--\__/--\__
	// in_valid[0]  ------------------\___________
	// in_ready[0]  ____________/-----\___________
	// in_valid[1]  ____________/-----------------
	// in_ready[1]  ____________/-----\___________
	// out_valid    ____________/-----\___________
	// out_data     |00a1       |b1a1 |b2a1
}

// The low bit of a datum names its output.
func ExampleRoute() {
	d := hdl.MustElaborate(routeTop{W: 8, N: 2}).Design
	fmt.Print(streamtest.Show(d, "in_data in_ready out_valid[0] out_valid[1]",
		"in_valid=1 in_data=a0 out_ready=3", "in_data=a1", "in_data=a3 out_ready=1", "out_ready=2", "in_valid=0"))
	// Output:
	// clk           ____/-\_/-\_/-\_/-\_
	// in_data       |a0 |a1 |a3
	// in_ready      --------\___/-------
	// out_valid[0]  ----\_______________
	// out_valid[1]  ____/-----------\___
}

// The index asks for stream 1 twice and then for stream 0.
func ExampleSelect() {
	d := hdl.MustElaborate(selectTop{W: 8, N: 2}).Design
	fmt.Print(streamtest.Show(d, "by_data by_ready in_ready[0] in_ready[1] out_valid out_data",
		"out_ready=1 by_valid=1 by_data=1 in_valid=3 in_data[0]=a1 in_data[1]=b1", "in_data[1]=b2", "by_data=0", "in_valid=2", ""))
	// Output:
	// clk          ____/-\_/-\_/-\_/-\_
	// by_data      --------\___________
	// by_ready     ------------\_______
	// in_ready[0]  ________/---\_______
	// in_ready[1]  --------\___________
	// out_valid    ------------\_______
	// out_data     |b1 |b2 |a1
}

// Two data may pass; a third waits for a credit to come back.
func ExampleCredits() {
	d := hdl.MustElaborate(creditTop{W: 8, Limit: 2}).Design
	fmt.Print(streamtest.Show(d, "in_valid in_ready out_valid give count",
		"in_valid=1 out_ready=1", "", "", "give=1", "give=0", ""))
	// Output:
	// clk        ____/-\_/-\_/-\_/-\_/-\_
	// in_valid   ------------------------
	// in_ready   --------\_______/---\___
	// out_valid  --------\_______/---\___
	// give       ____________/---\_______
	// count      |2  |1  |0      |1  |0
}
