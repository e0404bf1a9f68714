package gemm_test

import (
	"fmt"

	"npugen/gen"
	"npugen/gen/gemm"
	golden "npugen/model/quant"
)

// A product of 2 x 3 by 3 x 4 on an array of 2 x 2 cells.
func Example() {
	m, err := gemm.New(gen.Engine{Rows: 2, Cols: 2, ActW: 8, WeightW: 8, AccW: 32,
		AccDepth: 8, BufDepth: 16, BufBanks: 2, WeightFIFO: 8})
	if err != nil {
		fmt.Println(err)
		return
	}
	act := golden.Matrix[int8]{Rows: 2, Cols: 3, Data: []int8{1, 2, 3, 4, 5, 6}}
	weight := golden.Matrix[int8]{Rows: 4, Cols: 3, Data: []int8{1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1}} // a row an output
	res, err := m.Run(gemm.Of(act, weight), gemm.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range res.Rows {
		fmt.Println(res.Data[i*res.Cols : (i+1)*res.Cols])
	}
	fmt.Println(res.Cycles, "cycles, of which", res.Counters.Useful, "useful")
	// Output:
	// [1 2 3 6]
	// [4 5 6 15]
	// 17 cycles, of which 8 useful
}
