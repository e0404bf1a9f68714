package matrix

import (
	"fmt"
	"math/bits"

	"npugen/blocks/bundle"
	"npugen/blocks/stream"
	"npugen/blocks/systolic"
	"npugen/hdl"
)

// Unit executes MATMULs: see the package's documentation.
type Unit struct {
	bundle.Shape
	Tile int // side of a tile of the array, up to both sides and 16; 0: the usual
}

// UnitIn is commands, weights, and the two ports of the activation buffer.
type UnitIn struct {
	Command hdl.Source[bundle.Matmul]
	Weights hdl.Source[hdl.UInt] // of each tile 4 rows of scales, unless it is plain, and its rows
	Rows    bundle.RowWrite
	Read    hdl.Source[hdl.UInt] // rows that are wanted for Row
}

// UnitOut is results, rows, and what the unit does.
type UnitOut struct {
	Result   hdl.Source[bundle.Word]
	Row      bundle.Row // the row wanted, in the cycle after its number was taken
	RowValid hdl.Bool   // that is now
	Retired  bundle.Retired
	Active   hdl.Bool // a vector enters the array, in the next cycle
	Starved  hdl.Bool // a row of weights is wanted and none is there
	Shifting hdl.Bool // a row is taken for a tile that the next vector waits for
}

// Inputs gives the types of the ports.
func (u Unit) Inputs() UnitIn {
	return UnitIn{
		Command: hdl.StreamT(bundle.T[bundle.Matmul]()), Weights: hdl.StreamT(u.WeightsT()),
		Rows: u.RowWriteT(), Read: hdl.StreamT(u.RowAddrT()),
	}
}

// Build is a Core that hears of instructions when they may start.
func (u Unit) Build(m *hdl.Module, in UnitIn) UnitOut {
	m.Doc("matrix unit")
	both := stream.Fork(m, "command", in.Command, 2)
	in.Command = both[1]
	return hdl.Inst(m, "core", Core(u), CoreIn{Ahead: both[0], UnitIn: in})
}

// side is the side of a tile of the array.
func (c Core) side() int {
	if c.Tile == 0 {
		return c.TileSide()
	}
	return c.Tile
}

// array is the unit's array; its sums are as wide as they must be.
func (c Core) array(m *hdl.Module) systolic.Tiled {
	side := c.side()
	if most := min(c.Rows, c.Cols, 16); side < 1 || side > most {
		m.Reject(fmt.Sprintf("tiles of %d x %d", side, side), fmt.Sprintf("use 1 to %d, or 0 for the usual", most))
		side = 1
	}
	return c.tiled(side)
}

func (c Core) tiled(side int) systolic.Tiled {
	return systolic.Tiled{Rows: c.Rows, Cols: c.Cols, Tile: side, ActW: 8, WeightW: 8, AccW: systolic.ExactWidth(c.Rows, 8, 8)}
}

// slots is the tiles whose scales are kept. Those of a tile come when the tile
// two before has begun at the earliest, and are read for the last time latency-2
// cycles after the tile's last vector; tiles begin tileGap cycles apart or more.
func (c Core) slots(latency int) int {
	return pow2(3 + (latency-2+tileGap-1)/tileGap)
}

// results is the vectors of results that can wait for the writer: those of the
// two largest tiles, so that one short reduction can follow another, or the end
// of a long one, while the vector unit has the port of the vector buffer; and with
// few vectors enough for the way from the array to the writer.
func (c Core) results() int { return max(8, 2*c.AccDepth) }

func pow2(n int) int { return 1 << bits.Len(uint(n-1)) }

// PeakLatency is the cycles by which Done is later with peak, beyond one a vector.
func (u Unit) PeakLatency() int { return 2 + u.LaneBits()/peakLevels }

// Latency is the cycles from that in which the last row of weights is taken to
// Done, with one vector and a Result that is always ready: one to the array,
// through it, scaling and accumulation, one each into and out of the results,
// and a cycle a word.
func (u Unit) Latency() int {
	c := Core(u)
	return 1 + c.tiled(c.side()).Latency() + store + 2 + (u.Cols+u.Lanes-1)/u.Lanes - 1
}
