package mem_test

import (
	"fmt"

	"npugen/blocks/mem"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl"
)

// Two writes, then two reads: each result stands one cycle later and stays.
func ExampleSinglePort() {
	d := hdl.MustElaborate(mem.SinglePort{Words: 16, Width: 8}).Design
	fmt.Print(streamtest.Show(d, "en write addr wdata rdata",
		"en=1 write=1 addr=3 wdata=a3", "addr=4 wdata=a4", "write=0 addr=3", "addr=4", "en=0", ""))
	// Output:
	// clk    ____/-\_/-\_/-\_/-\_/-\_
	// en     ----------------\_______
	// write  --------\_______________
	// addr   |3  |4  |3  |4
	// wdata  |a3 |a4
	// rdata  |29         |a3 |a4
}

// The read of word 3 in the cycle that writes it gives the old word; the
// output register adds a cycle.
func ExampleSimpleDual() {
	d := hdl.MustElaborate(mem.SimpleDual{Words: 16, Width: 8, OutReg: true}).Design
	fmt.Print(streamtest.Show(d, "wen waddr wdata ren raddr rdata",
		"wen=1 waddr=3 wdata=a1", "wdata=a2 ren=1 raddr=3", "wen=0", "ren=0", "", ""))
	// Output:
	// clk    ____/-\_/-\_/-\_/-\_/-\_
	// wen    --------\_______________
	// waddr  |3
	// wdata  |a1 |a2
	// ren    ____/-------\___________
	// raddr  |0  |3
	// rdata  |ca         |a1 |a2
}

// Port b reads what port a writes, byte by byte.
func ExampleTrueDual() {
	d := hdl.MustElaborate(mem.TrueDual{Words: 16, Width: 16, Lane: 8}).Design
	fmt.Print(streamtest.Show(d, "a_en a_wdata a_mask b_en b_rdata",
		"a_en=1 a_write=1 a_addr=5 a_wdata=1122 a_mask=3", "a_wdata=3344 a_mask=1 b_en=1 b_addr=5", "a_en=0", "b_en=0"))
	// Output:
	// clk      ______/--\__/--\__/--\__
	// a_en     ------------\___________
	// a_wdata  |1122 |3344
	// a_mask   |3    |1
	// b_en     ______/-----------\_____
	// b_rdata  |1737       |1122 |1144
}
