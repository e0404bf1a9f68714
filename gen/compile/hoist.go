package compile

import "npugen/isa"

// ahead is how many MATMULs before its own a STREAM is dispatched. The weight
// FIFO holds fewer tiles than that many products take; the queue is deeper.
const ahead = 4

// hoist moves STREAMs up, so that weights come in while the vector unit works
// on what they will be multiplied by. Each MATMUL has one STREAM, in order. A
// STREAM does not pass a STORE of what it reads, nor the first LOADs, which the
// first operators wait for.
func hoist(code []Instruction) []Instruction {
	h := hoister{after: barriers(code)}
	started := false
	for _, in := range code {
		if in.Code.Op() == isa.STREAM {
			h.streams = append(h.streams, in)
		}
	}
	for i, in := range code {
		op := in.Code.Op()
		if op == isa.STREAM {
			continue
		}
		if !started && op != isa.LOAD {
			started = true
			h.due = ahead
			h.emit(i)
		}
		h.out = append(h.out, in)
		if op == isa.MATMUL {
			h.due++
		}
		h.emit(i + 1)
	}
	return h.out
}

type hoister struct {
	streams []Instruction
	after   []int // the instruction before which each stream may not come
	due     int   // streams that may be dispatched by now
	out     []Instruction
}

// emit appends the streams that are due and may come before instruction i.
func (h *hoister) emit(i int) {
	for h.due > 0 && len(h.streams) > 0 && h.after[0] <= i {
		h.out = append(h.out, h.streams[0])
		h.streams, h.after = h.streams[1:], h.after[1:]
		h.due--
	}
}

// barriers is, for each STREAM, the instruction after the last STORE before it
// that writes what it reads.
func barriers(code []Instruction) []int {
	var after []int
	for i, in := range code {
		if in.Code.Op() != isa.STREAM {
			continue
		}
		at := 0
		for j, earlier := range code[:i] {
			if earlier.Code.Op() == isa.STORE && meet(earlier, in) {
				at = j + 1
			}
		}
		after = append(after, at)
	}
	return after
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
