package access

import (
	"iter"

	"npugen/isa"
)

// Row is a step of the loop over i0 (outer) and i1 of MAP, QUANT and STORE.
type Row struct {
	I0, I1  uint64
	Index   uint64 // i0*n1 + i1
	Len     uint64 // elements
	A, B, D uint64 // where the row starts in the operands and the destination
	S, T    uint64 // the scalars that it reads and writes
}

// Loop is the fields of that loop. STORE has those of operand a alone.
type Loop struct {
	N0, N1, Len, Inc uint64
	A, AS0, AS1      uint64
	B, BS0, BS1      uint64
	D, DS0, DS1      uint64
	S, T             uint64
	One              bool
}

// LoopOf takes the loop out of an instruction.
func LoopOf(in isa.Instruction) Loop {
	get := func(name string) uint64 { return uint64(in.Get(name)) }
	return Loop{
		N0: get("n0"), N1: get("n1"), Len: get("len"), Inc: get("inc"),
		A: get("a"), AS0: get("a_s0"), AS1: get("a_s1"),
		B: get("b"), BS0: get("b_s0"), BS1: get("b_s1"),
		D: get("d"), DS0: get("d_s0"), DS1: get("d_s1"),
		S: get("s"), T: get("t"), One: get("one") != 0,
	}
}

// Rows is the rows in order.
func (l Loop) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for i0 := range l.N0 {
			for i1 := range l.N1 {
				if !yield(l.row(i0, i1)) {
					return
				}
			}
		}
	}
}

func (l Loop) row(i0, i1 uint64) Row {
	r := Row{I0: i0, I1: i1, Index: i0*l.N1 + i1, Len: l.Len + i0*l.Inc}
	r.A = l.A + i0*l.AS0 + i1*l.AS1
	r.B = l.B + i0*l.BS0 + i1*l.BS1
	r.D = l.D + i0*l.DS0 + i1*l.DS1
	r.S, r.T = l.S+r.Index, l.T+r.Index
	if l.One {
		r.S = l.S
	}
	return r
}
