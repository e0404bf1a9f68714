package compile_test

import (
	"bytes"
	"fmt"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/isa/machine"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

// Two sequences go on together, one behind a prompt and one from its beginning.
func ExampleProgram_Steps() {
	file := modeltest.Llama2c(modeltest.Tiny(), 1)
	open, err := checkpoint.Read("tiny.bin", bytes.NewReader(file), int64(len(file)))
	if err != nil {
		fmt.Println(err)
		return
	}
	chip := bundle.Shape{Rows: 8, Cols: 8, Lanes: 4, VBWords: 1024, ABRows: 256, SBWords: 128, AccDepth: 16, Channels: 2, TopK: 1}
	p, err := compile.Compile(compile.Model{Config: open.Config, Weights: open}, compile.Target{Shape: chip, MemoryBytes: 1 << 20, Sequences: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	memory := machine.NewMemory()
	for _, s := range p.Segments {
		memory.Write(s.Addr, append(s.Data, make([]byte, s.Zeros)...))
	}
	npu, err := machine.New(chip, memory, machine.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	// next runs a program, and reads the most likely token of each sequence.
	next := func(run compile.Run) (tokens []int) {
		for _, w := range run.Writes {
			memory.Write(w.Addr, w.Data)
		}
		if _, err := npu.Run(run.Line, run.Registers); err != nil {
			fmt.Println(err)
			return nil
		}
		for _, g := range run.Greatest { // empty for a run of one sequence, which has npu.Best
			data := make([]byte, g.Bytes())
			memory.Read(g.Addr, data)
			tokens = append(tokens, g.Candidates(data)[0].Token)
		}
		return tokens
	}

	run, n, err := p.PrefillCache(1, 0, []int{1, 200, 3, 3})
	if err != nil {
		fmt.Println(err)
		return
	}
	next(run)
	a := compile.Sequence{Cache: 0, Position: 0, Token: 1}
	b := compile.Sequence{Cache: 1, Position: n, Token: int(npu.Best)}
	for range 3 {
		run, err := p.Steps(a, b)
		if err != nil {
			fmt.Println(err)
			return
		}
		tokens := next(run)
		fmt.Printf("positions %d and %d: tokens %v\n", a.Position, b.Position, tokens)
		a.Position, a.Token = a.Position+1, tokens[0]
		b.Position, b.Token = b.Position+1, tokens[1]
	}
	// Output:
	// positions 0 and 4: tokens [66 64]
	// positions 1 and 5: tokens [151 64]
	// positions 2 and 6: tokens [66 20]
}
