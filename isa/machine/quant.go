package machine

import (
	"math"

	"npugen/blocks/fp/golden"
	"npugen/isa"
	"npugen/isa/access"
)

const (
	magnitude  = 0x7fffffff // of fp32
	oneOver127 = 0x3c010204
)

func (m *Machine) quant(in isa.Instruction) uint32 {
	bin, scaled, c1 := in.Get("bin"), in.Get("scaled") != 0, in.Get("c1")
	group := uint64(m.shape.Rows)
	y := make([]uint32, group)
	var h Hash
	for r := range access.LoopOf(in).Rows() {
		for e := uint64(0); e < r.Len; e += group {
			n := min(group, r.Len-e)
			for i := range n {
				y[i] = m.VB[r.A+e+i]
				if bin == isa.BinMul {
					y[i] = op(golden.Mul, y[i], m.VB[r.B+e+i])
				}
			}
			row := &m.AB[r.D+e/group]
			row.Scale = quantise(row.Q, y[:n])
			row.Scale = op(golden.Mul, row.Scale, c1)
			if scaled {
				row.Scale = op(golden.Mul, row.Scale, m.SB[r.S])
			}
			h.Add(row.fold())
		}
	}
	return uint32(h)
}

// quantise makes int8 of a group, the rest of q being 0, and gives the scale.
func quantise(q []int8, y []uint32) uint32 {
	amax := uint32(0)
	for _, v := range y {
		amax = op(golden.Max, amax, v&magnitude)
	}
	inv := op(golden.Mul, fn(golden.Recip, amax), math.Float32bits(127))
	clear(q)
	for i, v := range y {
		q[i] = golden.ToInt8(math.Float32frombits(op(golden.Mul, v, inv)), true)
	}
	return op(golden.Mul, amax, oneOver127)
}

func (r *Row) fold() uint32 {
	b := make([]byte, len(r.Q))
	for i, q := range r.Q {
		b[i] = byte(q)
	}
	return FoldBytes(b) ^ r.Scale
}
