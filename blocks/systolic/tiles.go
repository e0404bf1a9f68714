package systolic

import "npugen/hdl"

// tiles is the tiles of an array, and the sums that leave them in the south: a grid
// of whole ones; and where Tile does not divide the sides, what is left of each row in
// the east, of each column in the south, and of both in the corner.
//
//	lanes -> [T x T] [T x T] | [east]
//	         [T x T] [T x T] | [east]
//	         ----------------+-------
//	         [south] [south] | [corner]
func (a Tiled) tiles(m *hdl.Module, lanes []TileLane, weights [][]hdl.SInt, en hdl.Bool) [][]hdl.SInt {
	zeros := make([][]hdl.SInt, len(weights))
	for c, w := range weights {
		for range w {
			zeros[c] = append(zeros[c], hdl.S(0, a.AccW))
		}
	}
	rows, cols := a.Rows/a.Tile, a.Cols/a.Tile
	grid := func(name string, lanes []TileLane, weights, psums [][]hdl.SInt) tileEdges {
		tile := Tile{len(lanes[0].Act), len(weights[0]), a.ActW, a.WeightW, a.AccW}
		cells := hdl.Grid(m, name, len(lanes), len(weights), tile, func(c hdl.Cell, o TileOut) TileIn {
			return TileIn{
				TileLane: hdl.West(c, o.TileLane, lanes), Weight: hdl.North(c, o.Weight, weights), Psum: hdl.North(c, o.Psum, psums), En: en,
			}
		})
		return edgesOf(cells)
	}
	all := grid("tile", lanes[:rows], weights[:cols], zeros[:cols])
	east, right := len(weights) > cols, tileEdges{}
	if east {
		right = grid("east", all.lanes, weights[cols:], zeros[cols:])
	}
	if len(lanes) > rows {
		all = grid("south", lanes[rows:], all.weights, all.psums)
		if east {
			right = grid("corner", all.lanes, right.weights, right.psums)
		}
	}
	return append(all.psums, right.psums...)
}

// tileEdges is what leaves a grid of tiles: lanes in the east, weights and sums in the
// south.
type tileEdges struct {
	lanes          []TileLane
	weights, psums [][]hdl.SInt
}

func edgesOf(cells *hdl.Cells[TileOut]) (e tileEdges) {
	for _, o := range cells.EastEdge() {
		e.lanes = append(e.lanes, o.TileLane)
	}
	for _, o := range cells.SouthEdge() {
		e.weights, e.psums = append(e.weights, o.Weight), append(e.psums, o.Psum)
	}
	return e
}
