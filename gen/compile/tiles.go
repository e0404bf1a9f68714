package compile

import (
	"encoding/binary"
	"math"
	"sync"
)

// matrix is weights as the array wants them: outputs x inputs in the order of
// the chip's vectors, with zeros between where these have gaps.
type matrix struct {
	outputs [][]float32 // rows of the model's tensors; nil: zeros
	inputs  []int       // columns of them; -1: zeros
}

// tiles quantises the matrix: for each n-tile of Cols outputs and each k-tile of
// Rows inputs the fp32 scales of its columns, then a row of Cols int8 for each
// input. A scale is the greatest magnitude of its column in the tile / 127.
func (g *geometry) tiles(m matrix) []byte {
	nt, kt := ceil(len(m.outputs), g.Cols), g.rowTiles(len(m.inputs))
	each := g.Cols * (4*kt + len(m.inputs)) // bytes of the tiles of Cols outputs
	out := make([]byte, nt*each)
	var done sync.WaitGroup
	for n := range nt {
		done.Go(func() {
			columns := m.outputs[n*g.Cols : min((n+1)*g.Cols, len(m.outputs))]
			at := out[n*each : n*each : (n+1)*each]
			for k := range kt {
				at = g.tile(at, columns, m.inputs[k*g.Rows:min((k+1)*g.Rows, len(m.inputs))])
			}
		})
	}
	done.Wait()
	return out
}

// tile appends one tile.
func (g *geometry) tile(out []byte, columns [][]float32, inputs []int) []byte {
	scales := len(out)
	rows := scales + 4*g.Cols
	out = append(out, make([]byte, (4+len(inputs))*g.Cols)...)
	for c, column := range columns {
		if column == nil {
			continue
		}
		var top float32
		for _, i := range inputs {
			if i >= 0 {
				top = max(top, column[i], -column[i])
			}
		}
		scale := max(top/127, math.SmallestNonzeroFloat32)
		if top == 0 {
			scale = 0
		}
		binary.LittleEndian.PutUint32(out[scales+4*c:], math.Float32bits(scale))
		for r, i := range inputs {
			if i >= 0 && top > 0 {
				q := math.RoundToEven(float64(column[i]) / float64(scale))
				out[rows+r*g.Cols+c] = byte(int8(min(max(q, -127), 127)))
			}
		}
	}
	return out
}
