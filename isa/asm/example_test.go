package asm_test

import (
	"fmt"

	"npugen/isa/asm"
)

func Example() {
	program, err := asm.Assemble("step.s", `
		# a product whose result goes where register 3 says
		STREAM line=0x40 rows=80
		MATMUL m=1 kt=4 nt=1 last_rows=16 d=128 wait=t3 signal=t4,t5 mod=d+r3
		MAP n0=1 n1=1 len=16 a=128 d=128 fn=silu keep=1 red=sum c1=0.0625 wait=t4
		END
	`)
	fmt.Println(err)
	for _, in := range program {
		fmt.Println(asm.Text(in))
	}
	_, err = asm.Assemble("step.s", "MATMUL m=1 kt=70000")
	fmt.Println(err)
	// Output:
	// <nil>
	// STREAM line=64 rows=80
	// MATMUL m=1 kt=4 nt=1 last_rows=16 d=128 wait=t3 signal=t4,t5 mod=d+r3
	// MAP a=128 d=128 n0=1 n1=1 len=16 fn=silu red=sum keep=1 c1=0.0625 wait=t4
	// END
	// step.s:1:15: kt 70000: want at most 65535
}
