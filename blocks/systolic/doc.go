// Package systolic is the matrix unit: a weight-stationary array and the
// accumulators below it.
//
//	              weights (a row of Cols a cycle)
//	                 |  skew: column c waits c cycles
//	                 v
//	activations   +----+----+----+
//	(Rows a    -->| PE | PE | PE |   lane: act, swap, load move east,
//	cycle)  skew: +----+----+----+   weights and partial sums south,
//	row r waits   | PE | PE | PE |   one cell a cycle
//	r cycles      +----+----+----+
//	                 |  deskew: column c waits Cols-1-c cycles
//	                 v
//	              sums (Cols a cycle) --> Accumulators --> results
//
// # Why computing never stops
//
// A wave of activations crosses the array along the diagonal. The swap of the
// weights travels with the first activations of a tile, and the command to
// store a weight (load) travels in the same lanes, so that at every cell all
// three meet in the order in which they entered at the edge. A new tile may
// therefore enter as soon as the swap of the one before has: weights of tile
// i+1 are loaded in the cycles in which tile i's vectors enter, and tiles of
// Rows vectors each keep every cell busy in every cycle.
//
// This takes a third weight register in a cell, the one that a weight passes
// through on its way down. A chain of the shadow registers alone would save it
// but shifts all rows at once, which must wait until the last row has swapped:
// Rows + Cols - 2 idle cycles a tile.
//
// # Skew
//
// The triangles that skew and deskew are cells up to 16 lanes; beyond, blocks
// of 16 lanes are skewed by themselves and then delayed as a whole (Skew), so
// that a 256 x 256 array has 6,000 delay cells and not 98,000. Swap and load are
// the same for all rows: one chain of delays for each serves all.
//
// # Tiles
//
// A Tiled array has registers only between tiles of T x T cells: a vector is
// through after Rows/T + Cols/T cycles rather than Rows + Cols, which counts
// where one product must wait for the one before, and needs a T-th of the
// registers that pass activations and weights on. The price is a longer cycle:
// T products are added to the partial sum in one. Everything else is as above,
// with a tile in the place of a cell; the last tiles have what is left of the sides.
//
// # Stall
//
// En is a clock enable for every register and memory: while it is 0 nothing
// moves and nothing is lost. Latencies are in enabled cycles.
package systolic
