// Package matrix is the matrix unit of the NPU: it executes MATMULs, as
// docs/npu.md defines them, and owns the buffer of activations.
//
//	Command --+-----------------------+-----------------------+
//	          | tiles                 | vectors               | target
//	          v                       v                       v
//	Weights->loader --whole tile--> sequencer               writer --> Result, Retired
//	          | |                     | row number            ^
//	          | | weights             v                       | C fp32 each
//	          | |       Rows ---> activations --> Row (store) |
//	          | |                     | row, its scale        |
//	          | +------------> array of tiles                 |
//	          |                       | C sums                |
//	          +--scales--> lanes: float * (scale * scale), + accumulator
//
// The loader fills the shadow weights of the array, one tile ahead of the tile
// that computes. The sequencer sends one vector a cycle; the first vector of a
// tile makes the shadow active and goes as soon as the last row of weights has
// been taken. Loader, sequencer and writer take commands each for itself, so
// that weights of the next instruction load while this one computes, and results
// of the one before are still written.
//
// # Throughput
//
// A tile of m vectors and r rows (4 more with scales) takes max(m, r, 6) cycles,
// and between tiles or instructions none is lost. 6 is what a sum needs from the
// read of its accumulator to the next. Results wait for the writer in a memory of
// max(8, 2*AccDepth) vectors; the sequencer holds the last tile of a reduction back
// while it has no room, so nothing else ever has to stop. The writer needs
// Cols/Lanes cycles a vector, rounded up, and one more where a tile begins within a
// word that it does not fill: with as many tiles along the reduction or more it
// costs nothing.
//
// # Maxima
//
// With peak, words that are written go through a tree of comparisons, too, and the
// greatest element of each vector so far is in a memory. Maxima follow the results, a
// cycle a vector, and the first 2 + log2(Lanes)/3 cycles later than a result would
// (log2 rounded up, the quotient down; Unit.PeakLatency). Words behind the end of a
// vector are not written and take no cycle.
//
// # Latency
//
// From the cycle in which the last row of weights is taken to Done, one vector,
// T being the side of a tile of the array, all quotients rounded up (Unit.Latency):
//
//	1 + Rows/T + Cols/T + 9 + 2 + (Cols/Lanes - 1)
//
// which is 31 cycles for 64 x 64 with 16 lanes and T = 8. The 9 are float, two
// roundings of products and the addition: 2 + 3 + 4. A command reaches loader
// and sequencer 2 cycles after it was taken. A Unit takes weights only for
// commands that it has; a Core is told of them earlier, and then has the first
// tile in the array when the command comes.
//
// # Memories
//
// ABRows words of 8*Rows + 32 bits for the activations; words of 32*Cols bits for
// accumulators (AccDepth), results (max(8, 2*AccDepth)) and scales (4 to 64, with a
// write enable a quarter); AccDepth words of 32 bits for maxima. Each has one port to
// write and one to read.
package matrix
