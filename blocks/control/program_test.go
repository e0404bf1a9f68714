package control_test

import (
	"math/rand/v2"

	"npugen/isa"
)

// takers is the one queue that takes from each counter of a random program.
func takers(t int) isa.Queue { return isa.Weight + isa.Queue(t%5) }

// randomProgram is n random instructions and END. Fields and modifiers are any
// bits; a token is waited for only where earlier instructions give enough.
func randomProgram(r *rand.Rand, n int) []isa.Instruction {
	var p []isa.Instruction
	ops := isa.Ops()
	var spare [isa.Tokens]int
	for range n {
		op := ops[r.IntN(len(ops))]
		if op == isa.END {
			op = isa.NOP
		}
		in := isa.New(op)
		for w := 1; w < isa.Words; w++ {
			in[w] = r.Uint32()
		}
		if r.IntN(3) == 0 {
			in[1], in[2] = 0, 0
		}
		if op != isa.NOP {
			var wait, signal uint32
			for t := range isa.Tokens {
				if takers(t) == op.Queue() && spare[t] > 0 && r.IntN(2) == 0 {
					wait |= 1 << t
					spare[t]--
				}
			}
			for t := range isa.Tokens {
				if spare[t] < 200 && r.IntN(4) == 0 {
					signal |= 1 << t
					spare[t]++
				}
			}
			must(in.Set("wait", wait))
			must(in.Set("signal", signal))
		}
		p = append(p, in)
	}
	return append(p, isa.New(isa.END))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// with is an instruction with fields set.
func with(op isa.Op, fields map[string]uint32) isa.Instruction {
	in := isa.New(op)
	for name, v := range fields {
		must(in.Set(name, v))
	}
	return in
}
