package isatest

import (
	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/access"
)

// Program draws n legal instructions after a beginning that fills all buffers
// from the first lines of memory, and an END. Each product has its weights
// streamed before it. There are no tokens. All fits where Shape gives shapes.
func Program(src Source, s bundle.Shape, n int) []isa.Instruction {
	program := beginning(s)
	ops := []isa.Op{isa.LOAD, isa.MATMUL, isa.MAP, isa.QUANT, isa.ARGMAX, isa.STORE}
	if s.TopK > 0 {
		ops = append(ops, isa.TOPK)
	}
	for range n {
		op := ops[src.IntN(len(ops))]
		in := Instruction(src, s, op)
		if _, ok := isa.Lookup(op, "sync"); ok {
			in = set(in, "sync", 0)
		}
		if rows := access.WeightRows(s, in); rows > 0 && op == isa.MATMUL {
			program = append(program, stream(src, s, rows))
		}
		program = append(program, in)
	}
	return append(program, isa.New(isa.END))
}

// stream draws a STREAM of some rows.
func stream(src Source, s bundle.Shape, rows uint64) isa.Instruction {
	lines := (int(rows)*s.Cols + 63) / 64
	line := src.IntN(Lines-lines+1) / s.Channels * s.Channels
	return set(set(isa.New(isa.STREAM), "line", uint32(line)), "rows", uint32(rows))
}

// beginning writes all of VB, SB and AB.
func beginning(s bundle.Shape) []isa.Instruction {
	load := set(isa.New(isa.LOAD), "words", uint32(s.VBWords))
	sums := isa.New(isa.MAP)
	for name, v := range map[string]uint32{"n0": 1, "n1": uint32(s.SBWords), "len": 1, "a_s1": stride(s, s.SBWords), "red": isa.RedSum, "c1": 0x3f800000} {
		sums = set(sums, name, v)
	}
	rows := isa.New(isa.QUANT)
	for name, v := range map[string]uint32{"n0": 1, "n1": uint32(s.ABRows), "len": uint32(s.Lanes), "a_s1": stride(s, s.ABRows), "d_s1": 1, "c1": 0x3f800000} {
		rows = set(rows, name, v)
	}
	return []isa.Instruction{load, sums, rows}
}

// stride is from one of some rows to the next, all if there are too many.
func stride(s bundle.Shape, rows int) uint32 {
	if rows > s.VBWords {
		return 0
	}
	return uint32(s.Address(uint64(s.Lanes)))
}

func set(in isa.Instruction, name string, v uint32) isa.Instruction {
	if err := in.Set(name, v); err != nil {
		panic(err) // a value of this package
	}
	return in
}
