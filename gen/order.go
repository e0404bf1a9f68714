package gen

import "iter"

// Element is the value of a matrix at a row and a column. Activations are
// (m, k), weights (n, k): a row is an output.
type Element func(row, col int) int32

// Weights is the rows of weights in the order in which the engine takes them,
// each with whether it is the last of its tile.
func (p Plan) Weights(at Element) iter.Seq2[[]int32, bool] {
	return func(yield func([]int32, bool) bool) {
		for _, s := range p.Steps {
			for n := range s.NTiles {
				n0 := s.N0 + n*p.Engine.Cols
				cols := min(p.Engine.Cols, s.N0+s.N-n0)
				for k := range s.K {
					row := make([]int32, p.Engine.Cols)
					for c := range cols {
						row[c] = at(n0+c, s.K0+k)
					}
					last := k == s.K-1 || k%p.Engine.Rows == p.Engine.Rows-1
					if !yield(row, last) {
						return
					}
				}
			}
		}
	}
}

// Activations is the vectors of activations in the order in which the engine
// takes them, 0 beyond the reduction.
func (p Plan) Activations(at Element) iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		kept := false
		for _, s := range p.Steps {
			if kept {
				kept = s.Keep
				continue
			}
			kept = s.Keep
			for t := range s.KTiles {
				k0 := s.K0 + t*p.Engine.Rows
				rows := min(p.Engine.Rows, s.K0+s.K-k0)
				for m := range s.M {
					v := make([]int32, p.Engine.Rows)
					for r := range rows {
						v[r] = at(s.M0+m, k0+r)
					}
					if !yield(v) {
						return
					}
				}
			}
		}
	}
}

// Place is where a vector of results belongs: columns Col to Col+Cols-1 of row
// Row. The values beyond Cols mean nothing.
type Place struct{ Row, Col, Cols int }

// Tile is one tile of columns of the results of one command: rows Row to
// Row+Rows-1, a vector each, and columns Col to Col+Cols-1. The values of a
// vector beyond Cols mean nothing.
type Tile struct{ Row, Rows, Col, Cols int }

// Tiles is the results in the order in which the engine gives them: tile by
// tile, in a tile row by row. The last vector of a tile is marked. A
// requantising engine takes the factors of the columns of each tile.
func (p Plan) Tiles() iter.Seq[Tile] {
	return func(yield func(Tile) bool) {
		for _, s := range p.Steps {
			if s.Hold {
				continue
			}
			for n := range s.NTiles {
				n0 := s.N0 + n*p.Engine.Cols
				if !yield(Tile{s.M0, s.M, n0, min(p.Engine.Cols, s.N0+s.N-n0)}) {
					return
				}
			}
		}
	}
}
