package machine_test

import (
	"fmt"
	"math"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/asm"
	"npugen/isa/machine"
)

// Two vectors are loaded and added, and the sum of the result's elements is
// taken.
func Example() {
	shape := bundle.Shape{Rows: 4, Cols: 4, Lanes: 4, VBWords: 64, ABRows: 16, SBWords: 16, AccDepth: 4, Channels: 1}
	memory := machine.NewMemory()
	for i := range 8 {
		x := math.Float32bits(float32(i))
		memory.Write(uint64(4*i), []byte{byte(x), byte(x >> 8), byte(x >> 16), byte(x >> 24)})
	}
	program, err := asm.Assemble("add.s", `
		LOAD line=0 words=2 d=0 signal=t0
		MAP a=0 b=4 d=8 n0=1 n1=1 len=4 bin=add keep=1 red=sum c1=1 wait=t0
		END`)
	if err != nil {
		fmt.Println(err)
		return
	}
	const line = 10
	for i, in := range program {
		memory.Write(64*uint64(line+i), in.Append(nil))
	}
	m, err := machine.New(shape, memory, machine.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	steps, err := m.Run(line, [isa.Registers]uint32{})
	for _, s := range steps {
		fmt.Printf("%-4v %08x %v\n", s.In.Op(), s.Hash, s.Spans)
	}
	fmt.Println(math.Float32frombits(m.VB[8]), math.Float32frombits(m.VB[11]), math.Float32frombits(m.SB[0]), err)
	// Output:
	// LOAD 3fc00005 [reads memory[0..31] writes VB[0..7]]
	// MAP  cc0041e3 [reads VB[0..7] writes VB[8..11] writes SB[0..0]]
	// END  00000000 []
	// 4 10 28 <nil>
}
