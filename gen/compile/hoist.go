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
	next(ahead)
	for _, in := range code {
		if in.Code.Op() == isa.STREAM {
			continue
		}
		out = append(out, in)
		if in.Code.Op() == isa.MATMUL {
			next(1)
		}
	}
	return out
}
