// Package stream is blocks for ready/valid streams (hdl.Source, hdl.Sink).
//
// A datum moves in a cycle where valid and ready are both up. Valid never
// waits for ready, and an offered datum stays until it is taken; Check asserts
// that, and every block here checks the streams it puts out.
//
// A block is a function from streams to streams of any signal type, and below
// it a module whose parameters are numbers. Blocks that store data get it
// packed into one number. Blocks that only steer (Fork, Join, Route, Select,
// the arbiters, Credits) have modules with handshakes alone; the data goes
// around them:
//
//	Source[T] -> hdl.MapStream(Pack) -> module -> hdl.MapStream(Unpack) -> Source[T]
//	Source[T] -> handshake -> module -> handshake + data -> Source[T]
//
// What each costs, and which combinational paths it leaves (v: valid and data
// forward, r: ready backward, x: from the
// valid of an input to a ready):
//
//	block      latency  data/cycle  storage             paths
//	Queue 1       1        1/2      1 word              none
//	Queue 2-16    1        1        depth words         none
//	Queue 17-     2        1        RAM of depth words  none
//	Skid          0        1        1 word              v
//	Pipe          1        1        1 word              r
//	Cut           1        1        2 words             none
//	Widen         1        1 in     1 wide word         r
//	Narrow        0        1 out    lane counter        v r
//	Fork          0        1        1 bit an output     v r
//	Join          0        1        none                v r x
//	Route         0        1        none                v r
//	Select        0        1        none                v r x
//	RoundRobin    0        1        1 bit an input      v r x
//	Credits       0        1        counter             v r
//
// Reset empties every block; data registers have no reset.
package stream
