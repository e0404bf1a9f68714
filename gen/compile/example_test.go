package compile_test

import (
	"bytes"
	"fmt"
	"strings"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/isa/machine"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
)

// A model generates text: a prompt in batches, then token by token.
func Example() {
	file := modeltest.Llama2c(modeltest.Tiny(), 1)
	open, err := checkpoint.Read("tiny.bin", bytes.NewReader(file), int64(len(file)))
	if err != nil {
		fmt.Println(err)
		return
	}
	chip := bundle.Shape{Rows: 8, Cols: 8, Lanes: 4, VBWords: 1024, ABRows: 256, SBWords: 128, AccDepth: 16, Channels: 2}
	p, err := compile.Compile(compile.Model{Config: open.Config, Weights: open}, compile.Target{Shape: chip, MemoryBytes: 1 << 20})
	if err != nil {
		fmt.Println(err)
		return
	}

	// The host fills the memory once.
	memory := machine.NewMemory()
	for _, s := range p.Segments {
		memory.Write(s.Addr, append(s.Data, make([]byte, s.Zeros)...))
	}
	npu, err := machine.New(chip, memory, machine.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}

	tokens := []int{1, 200, 3, 3, 269, 17}
	for pos := 0; pos < 8; {
		run, n, err := p.Prefill(pos, tokens[pos:])
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, w := range run.Writes {
			memory.Write(w.Addr, w.Data)
		}
		if _, err := npu.Run(run.Line, run.Registers); err != nil {
			fmt.Println(err)
			return
		}
		pos += n
		fmt.Printf("positions to %d: %d at once\n", pos, n)
		if pos == len(tokens) {
			tokens = append(tokens, int(npu.Best))
		}
	}
	// Output:
	// positions to 4: 4 at once
	// positions to 6: 2 at once
	// positions to 7: 1 at once
	// positions to 8: 1 at once
}

// The listing of a step is a program that package asm reads.
func ExampleProgram_List() {
	file := modeltest.Llama2c(checkpoint.Config{Dim: 4, Hidden: 4, Layers: 1, Heads: 1, KVHeads: 1, Vocab: 4, SeqLen: 1, SharedClassifier: true}, 1)
	open, err := checkpoint.Read("least.bin", bytes.NewReader(file), int64(len(file)))
	if err != nil {
		fmt.Println(err)
		return
	}
	chip := bundle.Shape{Rows: 4, Cols: 4, Lanes: 4, VBWords: 256, ABRows: 64, SBWords: 32, AccDepth: 4, Channels: 1}
	p, err := compile.Compile(compile.Model{Config: open.Config, Weights: open}, compile.Target{Shape: chip, MemoryBytes: 1 << 20})
	if err != nil {
		fmt.Println(err)
		return
	}
	run, err := p.Step(0, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	var all bytes.Buffer
	if err := p.List(&all, run, compile.NominalCost(1)); err != nil {
		fmt.Println(err)
		return
	}
	lines := strings.Split(all.String(), "\n")
	fmt.Println(lines[0])
	for _, l := range lines[6:9] {
		text, comment, _ := strings.Cut(l, "#")
		fmt.Printf("%s\n  #%s\n", strings.TrimSpace(text), comment)
	}
	// Output:
	// # first token: 37 instructions from line 17, about 428 cycles
	// QUANT a=20 b=24 n0=1 n1=1 len=4 s=4 bin=mul c1=1 wait=t0 signal=t1
	//   #    136..157     0 norm, attention
	// MAP a=20 b=20 n0=1 n1=1 len=4 t=4 bin=mul red=sum fin=rsqrt c1=0.25 c2=1e-05
	//   #    137..163     0 norm, attention
	// MATMUL a_stride=1 m=1 kt=1 nt=2 last_rows=4 d=80 wait=t1 signal=t2
	//   #    158..179     0 k, v
}
