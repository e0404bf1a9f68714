package buffer_test

import (
	"fmt"

	"npugen/blocks/mem/buffer"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl"
)

// Two readers walk through the words 0, 1, 2 and 3 of two banks. They meet in
// bank 0 in the first cycle, after that each has a bank to itself.
func ExampleUnified() {
	d := hdl.MustElaborate(buffer.Unified{Banks: 2, Words: 8, Width: 8, Readers: 2, Writers: 1}).Design
	fmt.Print(streamtest.Show(d, "write_ready read_valid[0] read_addr[0] read_ready[0] resp_valid[0] resp_data[0] read_valid[1] read_addr[1] read_ready[1] resp_valid[1] resp_data[1]",
		"resp_ready=3 write_valid=1 write_addr=0 write_data=a0", "write_addr=1 write_data=a1", "write_addr=2 write_data=a2",
		"write_valid=0 read_valid=3 read_addr[0]=0 read_addr[1]=0", "read_addr[0]=1", "read_addr[0]=2 read_addr[1]=1", "read_valid[0]=0 read_addr[1]=2", "read_valid=0", ""))
	// Output:
	// clk            ____/-\_/-\_/-\_/-\_/-\_/-\_/-\_/-\_
	// write_ready    ------------\_______________________
	// read_valid[0]  ____________/-----------\___________
	// read_addr[0]   |0              |1  |2
	// read_ready[0]  ____________/-----------\___________
	// resp_valid[0]  ________________/-----------\_______
	// resp_data[0]   |6e             |a0 |a1 |a2
	// read_valid[1]  ____________/---------------\_______
	// read_addr[1]   |0                  |1  |2
	// read_ready[1]  ________________/-----------\_______
	// resp_valid[1]  ____________________/-----------\___
	// resp_data[1]   |6e             |a0     |a1 |a2
}

// The writer fills both halves before the reader has drained the first, and
// waits for it.
func ExamplePingPong() {
	d := hdl.MustElaborate(buffer.PingPong{}).Design
	fmt.Print(streamtest.Show(d, "commit_valid can_write write_half release_valid can_read read_half full",
		"", "commit_valid=1", "", "", "release_valid=1", "commit_valid=0", "", ""))
	// Output:
	// clk            ____/-\_/-\_/-\_/-\_/-\_/-\_/-\_
	// commit_valid   ____/---------------\___________
	// can_write      ------------\_______/-----------
	// write_half     ________/---\___________________
	// release_valid  ________________/---------------
	// can_read       ________/---------------\_______
	// read_half      ____________________/---\_______
	// full           |0      |1  |2      |1  |0
}
