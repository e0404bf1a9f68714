// Package gen makes chips from configurations. So far: the matrix engine.
//
//	config.Config --[New]--> Engine --[hdl.Elaborate]--> circuit
//	M x K x N --[NewPlan]--> commands, and the order of all streams
//
// What flows through the engine:
//
//	commands --> sequencer: for each n-tile, k-tile, vector ---- tag, swap --+
//	activations --> replay: unified buffer, read again for each n-tile ------+--> array --> accumulators --> results
//	weights --> FIFO of 4 tiles --> loader: one tile ahead ------------------+                       [--> requantisers]
//
// All streams are ready/valid. Results that are not taken stop the array by
// its clock enable, and nothing is lost. Commands follow each other without a
// gap; activations of the next one are taken in while the present one computes,
// as soon as the buffer has room.
//
// Between the first and the last result of a product whose K and N are whole
// tiles and whose M is at least Rows, every cycle computes, if weights,
// activations and results keep up. A tile takes as many cycles as there are
// vectors, or as it has rows of weights where those are more.
//
// Package gemm runs products on the engine in the simulator; package report
// counts what an engine is made of.
package gen
