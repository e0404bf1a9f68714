package matrix_test

import (
	"encoding/binary"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"slices"

	"npugen/blocks/bundle"
	"npugen/blocks/fp/golden"
	"npugen/blocks/stream/streamtest"
)

// row is a row of the activation buffer.
type row struct {
	q     []int8
	scale float32
}

// matmul is the fields of an instruction.
type matmul struct {
	A, AStride, M, KT, NT, Last int
	Plain                       bool
	D, DStride                  int
	Peak                        bool
	P, Len, Each                int
	Negative                    bool // no result is above 0, if no activation is below
}

// seen is the elements of a vector's result.
func (c matmul) seen(v, all int) int {
	if !c.Peak {
		return all
	}
	n := c.Len
	if c.Each > 0 {
		n += v / c.Each
	}
	return n
}

func (c matmul) datum(s bundle.Shape) streamtest.Datum {
	flag := func(on bool) uint64 {
		if on {
			return 1
		}
		return 0
	}
	return streamtest.D(uint64(c.A), uint64(c.AStride), uint64(c.M), uint64(c.KT), uint64(c.NT), uint64(c.Last), flag(c.Plain), s.Address(uint64(c.D)), s.Address(uint64(c.DStride)),
		flag(c.Peak), s.Address(uint64(c.P)), uint64(c.Len), uint64(c.Each))
}

// word is a write to the vector buffer.
type word struct {
	addr  int
	data  []uint32
	lanes []bool // that are written; the others are 0
}

// model is what the unit should do, written after docs/npu.md; agrees compares it with isa/machine.
type model struct {
	shape bundle.Shape
	rows  []row
}

// run gives the rows of random weights that a MATMUL takes, what it writes, and
// its hash.
func (m model) run(c matmul, r *rand.Rand) (weights [][]byte, words []word, hash uint32) {
	s := m.shape
	add := func(w word) {
		words = append(words, w)
		fold := uint32(0)
		for i, x := range w.data {
			fold ^= bits.RotateLeft32(x, i)
		}
		hash = bits.RotateLeft32(hash, 1) ^ fold
	}
	top := slices.Repeat([]float32{float32(math.Inf(-1))}, c.M)
	for n := range c.NT {
		acc := make([][]float32, c.M)
		for v := range acc {
			acc[v] = make([]float32, s.Cols)
		}
		for k := range c.KT {
			scales := make([]float32, s.Cols)
			if !c.Plain {
				var all []byte
				for i := range scales {
					scales[i] = number(r)
					if c.Negative {
						scales[i] = float32(math.Abs(float64(scales[i])))
					}
					all = binary.LittleEndian.AppendUint32(all, math.Float32bits(scales[i]))
				}
				weights = slices.AppendSeq(weights, slices.Chunk(all, s.Cols))
			}
			rows := s.Rows
			if k == c.KT-1 {
				rows = c.Last
			}
			tile := make([][]byte, rows)
			for i := range tile {
				tile[i] = random(r, s.Cols)
				for col := range tile[i] {
					if c.Negative {
						tile[i][col] |= 0x80
					}
				}
			}
			weights = append(weights, tile...)
			for v := range acc {
				a := m.rows[c.A+v*c.AStride+k]
				for col := range acc[v] {
					sum := int32(0)
					for i, w := range tile {
						sum += int32(a.q[i]) * int32(int8(w[col]))
					}
					factor := a.scale
					if !c.Plain {
						factor = golden.Mul(a.scale, scales[col])
					}
					acc[v][col] = golden.Add(acc[v][col], golden.Mul(golden.FromInt32(sum), factor))
				}
			}
		}
		for v := range acc {
			first := c.D + v*c.DStride + n*s.Cols
			seen := c.seen(v, c.NT*s.Cols) - n*s.Cols
			for _, x := range acc[v][:min(s.Cols, seen)] {
				top[v] = golden.Max(top[v], x)
			}
			for j := first / s.Lanes; j*s.Lanes < first+min(s.Cols, seen); j++ {
				w := word{addr: j % s.VBWords, data: make([]uint32, s.Lanes), lanes: make([]bool, s.Lanes)}
				for l := range w.data {
					if e := j*s.Lanes + l - first; e >= 0 && e < s.Cols {
						w.data[l] = math.Float32bits(acc[v][e])
						w.lanes[l] = true
					}
				}
				add(w)
			}
		}
	}
	for v := range top {
		if !c.Peak {
			break
		}
		w := word{addr: (c.P + v*c.DStride) / s.Lanes % s.VBWords, data: make([]uint32, s.Lanes), lanes: slices.Repeat([]bool{true}, s.Lanes)}
		w.data[0] = math.Float32bits(top[v])
		add(w)
	}
	return weights, words, hash
}

// number is a random scale: mostly of a usual size, at times any bits.
func number(r *rand.Rand) float32 {
	if r.IntN(40) == 0 {
		return math.Float32frombits(r.Uint32())
	}
	return float32(math.Ldexp(1+r.Float64(), r.IntN(12)-8)) * float32(1-2*r.IntN(2))
}

func random(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// packed is bytes as a number, the first lowest.
func packed(b []byte) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}
