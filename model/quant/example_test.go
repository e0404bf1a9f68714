package quant_test

import (
	"fmt"

	"npugen/model/quant"
)

func Example() {
	act, _ := quant.FromRows([][]float32{{1, -2, 0.5}})
	weight, _ := quant.FromRows([][]float32{{0.1, 0.2, 0.4}, {3, 0, -1}})

	a, _ := quant.PerRow(act)
	w, _ := quant.PerRow(weight)
	sums, _ := quant.GEMM(a.Matrix, w.Matrix)
	got, _ := quant.Dequantise(sums, a, w)
	want, _ := quant.Product(act, weight)
	off, _ := quant.RelativeError(want.Data, got.Data)

	fmt.Println("int8  ", a.Data, w.Data)
	fmt.Println("int32 ", sums.Data)
	fmt.Printf("fp32   %.3f, want %.3f, relative error %.4f\n", got.Data, want.Data, off)
	// Output:
	// int8   [64 -127 32] [32 64 127 127 0 -42]
	// int32  [-2016 6784]
	// fp32   [-0.100 2.524], want [-0.100 2.500], relative error 0.0095
}

func ExampleRequant() {
	r, err := quant.NewRequant(0.003, 16, 63)
	fmt.Printf("%d / 2^%d = %.6f, %v\n", r.Mult, r.Shift, r.Factor(), err)
	fmt.Println(r.Apply(10_000), r.Apply(-500), r.Apply(1_000_000))
	// Output:
	// 50332 / 2^24 = 0.003000, <nil>
	// 30 -2 127
}
