package golden_test

import (
	"fmt"

	"npugen/blocks/fp/golden"
)

func Example() {
	fmt.Println(golden.Add(0.1, 0.2), golden.ToInt8(2.5, true), golden.Exp(1), golden.Silu(-1))
	// Output: 0.3 2 2.7182817 -0.26894143
}

// 1 + 1.125 in the OCP format with 4 bits of exponent and 3 of mantissa.
func ExampleFormat() {
	f := golden.E4M3
	a, b := f.FromInt(1), golden.FP32.Convert(f, 0x3f900000)
	sum := f.Add(a, b)
	fmt.Printf("%v: %#x + %#x = %#x\n", f, a, b, sum)
	// Output: e4m3: 0x38 + 0x39 = 0x40
}
