// Package dma moves data between the memory and the units of the NPU.
//
// Data flow:
//
//	STREAM -> Streamer: addresses ->\             /-> beats -> room -> rows of weights -> matrix unit
//	LOAD   -> Loader:   addresses -> Port -> memory -> beats -> room -> words -> vector buffer
//	fetch unit:         addresses ->/             \-> beats -> fetch unit
//	AXI4   -> Host:     addresses -/               \> beats -> room -> AXI4
//	STORE  -> Store: loops (walk.go) -> rows of the activation buffer -> bytes at
//	          their places in a beat (place.go) -> one write for all bytes of a
//	          beat that follow each other (gather.go) -> Port -> memory
//	AXI4   -> Host: writes -> Port -> memory
//
// Rows and words follow each other in memory without gaps, whatever their size: a
// row of 20 bytes may begin in one beat and end in the next (cutter.go).
//
// The port asks the memory for a beat a cycle and gives the beats back in the
// order in which it asked. Nothing waits behind another client: a client asks
// only for what it has room for.
//
// A write counts as done when every channel has accepted it; a read accepted
// later sees it. There is no buffer between the clients' writes and the memory,
// so that the handshake of a write tells.
//
// Memory is all of it, with the channels' controllers. With two channels of
// profile hbm2-2000-8gb and 32 entries a controller (efficiency_test.go): weights
// come at 99.9 % of the peak, the host writes and reads at 100 %; from a command
// to its Done, a LOAD of 1 word takes 48 cycles alone and 98 behind weights (162
// with 64 entries, which gain nothing), one of 64 words 116 and 198; a STORE of a
// row 6, of a column of 64 bytes 88 and 152.
package dma
