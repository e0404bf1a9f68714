package compile

import "npugen/isa"

// ahead is how many MATMULs before its own a STREAM is dispatched. The weight
// FIFO holds fewer tiles than that many products take; the queue is deeper.
const ahead = 4

// hoist moves STREAMs up, so that weights come in while the vector unit works
// on what they will be multiplied by. A STREAM does not pass a STORE of what it
// reads, nor the first LOADs, which the first operators wait for. STREAMs that go
// on where the one before ends become one. A row of weights is row bytes.
func hoist(code []Instruction, row int) []Instruction {
	h := hoister{streams: streams(code, row)}
	products, started := 0, false
	for i, in := range code {
		op := in.Code.Op()
		if op == isa.STREAM {
			continue
		}
		if !started && op != isa.LOAD {
			started = true
			h.emit(i, ahead)
		}
		h.out = append(h.out, in)
		if op == isa.MATMUL {
			products++
		}
		if started {
			h.emit(i+1, products+ahead)
		}
	}
	return h.out
}

type hoister struct {
	streams []weights
	out     []Instruction
}

// weights is a STREAM.
type weights struct {
	Instruction
	product int // the first MATMUL that takes of it: the n-th of the program
	after   int // the instruction before which it may not come
}

// emit appends the streams of the first products that may come before
// instruction i.
func (h *hoister) emit(i, products int) {
	for len(h.streams) > 0 && h.streams[0].product < products && h.streams[0].after <= i {
		h.out = append(h.out, h.streams[0].Instruction)
		h.streams = h.streams[1:]
	}
}

// streams is the STREAMs of a program, of which each MATMUL has one.
func streams(code []Instruction, row int) []weights {
	var all []weights
	n := 0
	for i, in := range code {
		if in.Code.Op() != isa.STREAM {
			continue
		}
		w := weights{in, n, barrier(code[:i], in)}
		n++
		if last := len(all) - 1; last >= 0 && all[last].joins(w, row) {
			all[last].Code[4] += w.Code[4] // rows
			continue
		}
		all = append(all, w)
	}
	return all
}

// joins is whether w goes on where this one ends, a row being some bytes.
func (s weights) joins(w weights, row int) bool {
	end := uint64(s.Code.Get("line"))*64 + uint64(s.Code.Get("rows"))*uint64(row)
	return s.memory == nil && w.memory == nil && end == uint64(w.Code.Get("line"))*64
}

// barrier is the instruction after the last STORE of what a STREAM reads.
func barrier(code []Instruction, in Instruction) int {
	for j := len(code) - 1; j >= 0; j-- {
		if code[j].Code.Op() == isa.STORE && meet(code[j], in) {
			return j + 1
		}
	}
	return 0
}

// meet is whether two transfers that registers place may touch the same bytes.
func meet(a, b Instruction) bool {
	for _, x := range a.memory {
		for _, y := range b.memory {
			if x.Lo < y.Hi && y.Lo < x.Hi {
				return true
			}
		}
	}
	return false
}
