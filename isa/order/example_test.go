package order_test

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/order"
)

// The MATMUL reads the row that the QUANT writes, but does not wait for it.
func ExampleCheck() {
	shape := bundle.Shape{Rows: 4, Cols: 4, Lanes: 2, VBWords: 64, ABRows: 16, SBWords: 16, AccDepth: 4, Channels: 1}
	quant, matmul := isa.New(isa.QUANT), isa.New(isa.MATMUL)
	for _, f := range []struct {
		in   *isa.Instruction
		name string
		v    uint32
	}{{&quant, "n0", 1}, {&quant, "n1", 1}, {&quant, "len", 4}, {&matmul, "m", 1}, {&matmul, "kt", 1}, {&matmul, "nt", 1}, {&matmul, "last_rows", 4}, {&matmul, "d", 8}} {
		if err := f.in.Set(f.name, f.v); err != nil {
			panic(err)
		}
	}
	fmt.Println(order.Check(shape, []isa.Instruction{quant, matmul, isa.New(isa.END)}))

	quant[0] |= 1 << 20 // signals t0
	matmul[0] |= 1 << 8 // waits for it
	fmt.Println(order.Check(shape, []isa.Instruction{quant, matmul, isa.New(isa.END)}))
	// Output:
	// instruction 1 (MATMUL, matrix queue) reads AB[0] that instruction 0 (QUANT, vector queue) writes before it in the program; nothing orders them: want a token from 0, or a later instruction of its queue, that 1 waits for
	// <nil>
}
