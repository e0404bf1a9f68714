package gen

import "npugen/hdl"

// tileBits is the width of the tile counters of a command.
const tileBits = 16

// maxTiles is the most tiles along one dimension of one command.
const maxTiles = 1 << tileBits

// CommandPort is one command of the engine, as wires. Counts are given as the
// index of the last item, so that no value is meaningless.
type CommandPort struct {
	LastVector hdl.UInt // vectors of activations, less 1; fewer than the accumulators have entries
	LastK      hdl.UInt // tiles along the reduction, less 1
	LastN      hdl.UInt // tiles along the outputs, less 1
	Continue   hdl.Bool // add to what the accumulators hold rather than overwrite
	Hold       hdl.Bool // leave the sums in the accumulators rather than give them out
	Keep       hdl.Bool // keep the activations in the buffer for the next command
}

// commandT is the type of a command for accumulators of depth entries.
func commandT(depth int) CommandPort {
	return CommandPort{
		LastVector: hdl.UIntT(indexWidth(depth)),
		LastK:      hdl.UIntT(tileBits), LastN: hdl.UIntT(tileBits),
	}
}
