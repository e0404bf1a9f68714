package machine

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"

	"npugen/blocks/fp/golden"
	"npugen/isa"
	"npugen/isa/access"
)

// matmul multiplies activations by the tiles of the weight FIFO: n-tiles outside,
// k-tiles inside, the order of the tiles and of the sums.
func (m *Machine) matmul(in isa.Instruction) (uint32, error) {
	cols, rows := m.shape.Cols, m.shape.Rows
	a, aStride := int(in.Get("a")), int(in.Get("a_stride"))
	vectors, kt, nt := int(in.Get("m")), int(in.Get("kt")), int(in.Get("nt"))
	plain := in.Get("plain") != 0
	scaleRows := 4
	if plain {
		scaleRows = 0
	}
	if want, have := int(access.WeightRows(m.shape, in)), m.fifo.rows(); have < want {
		return 0, fmt.Errorf("takes %d rows from the weight FIFO, which holds %d: want STREAMs of them before it", want, have)
	}
	peak := in.Get("peak") != 0
	top := make([]uint32, vectors)
	for v := range top {
		top[v] = minusInfinity
	}
	acc := make([]float32, vectors*cols)
	sums := make([]int32, cols)
	var h Hash
	for n := range nt {
		clear(acc) // to +0
		for k := range kt {
			tile := rows
			if k == kt-1 {
				tile = int(in.Get("last_rows"))
			}
			scales, weights := m.fifo.take(scaleRows), m.fifo.take(tile)
			for v := range vectors {
				row := m.AB[a+v*aStride+k]
				clear(sums)
				dot(sums, row.Q[:tile], weights)
				accumulate(acc[v*cols:(v+1)*cols], sums, math.Float32frombits(row.Scale), scales)
			}
		}
		for v := range vectors {
			seen, written := int(access.Seen(in, uint64(v)))-n*cols, int(access.Written(m.shape, in, uint64(v)))-n*cols
			d := m.VB[int(in.Get("d"))+v*int(in.Get("d_stride"))+n*cols:][:min(cols, written)]
			for c := range d {
				d[c] = math.Float32bits(acc[v*cols+c])
				if peak && c < seen {
					top[v] = op(golden.Max, top[v], d[c])
				}
			}
			for lane := n * cols % m.shape.Lanes; len(d) > 0; lane = 0 {
				part := min(m.shape.Lanes-lane, len(d))
				h.Add(bits.RotateLeft32(Fold(d[:part]), lane))
				d = d[part:]
			}
		}
	}
	for v := range vectors {
		if !peak {
			break
		}
		word := m.VB[int(in.Get("p"))+v*int(in.Get("d_stride")):][:m.shape.Lanes]
		clear(word)
		word[0] = top[v]
		h.Add(Fold(word))
	}
	return uint32(h), nil
}

// dot adds q times the rows of a tile, each as long as sums.
func dot(sums []int32, q []int8, tile []byte) {
	for _, x := range q {
		w := tile[:len(sums)]
		for c := range sums {
			sums[c] += int32(x) * int32(int8(w[c]))
		}
		tile = tile[len(sums):]
	}
}

// accumulate adds the sums of one tile, scaled; scales is empty for plain tiles.
func accumulate(acc []float32, sums []int32, scale float32, scales []byte) {
	for c, sum := range sums {
		factor := scale
		if len(scales) > 0 {
			factor = golden.Mul(scale, math.Float32frombits(binary.LittleEndian.Uint32(scales[4*c:])))
		}
		acc[c] = golden.Add(acc[c], golden.Mul(golden.FromInt32(sum), factor))
	}
}
