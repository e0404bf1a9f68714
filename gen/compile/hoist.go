package compile

import "npugen/isa"

// ahead is how many MATMULs before its own a STREAM is dispatched. The weight
// FIFO holds fewer tiles than that many products take; the queue is deeper.
const ahead = 4

// hoist moves STREAMs up, so that weights come in while the vector unit works
// on what they will be multiplied by. Each MATMUL has one STREAM, in order.
func hoist(code []Instruction) []Instruction {
	var streams, out []Instruction
	for _, in := range code {
		if in.Code.Op() == isa.STREAM {
			streams = append(streams, in)
		}
	}
	next := func(n int) {
		n = min(n, len(streams))
		out, streams = append(out, streams[:n]...), streams[n:]
	}
	started := false
	for _, in := range code {
		if in.Code.Op() == isa.STREAM {
			continue
		}
		if !started && in.Code.Op() != isa.LOAD { // what the first operators wait for goes first
			started = true
			next(ahead)
		}
		out = append(out, in)
		if in.Code.Op() == isa.MATMUL {
			next(1)
		}
	}
	return out
}
