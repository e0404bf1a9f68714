package config_test

import (
	"fmt"

	"npugen/gen/config"
)

func ExamplePresets() {
	for _, p := range config.Presets() {
		fmt.Printf("%-10s %s\n", p.Name, p.Summary)
	}
	// Output:
	// edge-16    16 x 16 int8, 64 KiB activations, small enough for every simulator
	// decode-64  64 x 64 int8, 1 MiB activations, one 64-byte weight row a cycle
	// tpu-v1     256 x 256 int8, 24 MiB activations, the first TPU's numbers
}

func ExampleParse() {
	_, err := config.Parse("chip.yaml", []byte(`
name: chip
clock_mhz: 500
array:
  row: 16
  cols: 300
accumulators: {depth: 256}
unified_buffer: {bytes: 64 KiB, banks: 4}
`))
	fmt.Println(err)
	// Output:
	// chip.yaml:5:3: array.row: unknown key; did you mean rows?
	// chip.yaml:6:9: array.cols: 300 is too large (the largest array that is generated and tested is 256 x 256); use a whole number, 1..256
}

func ExampleMarshal() {
	c, err := config.LoadPreset("edge-16")
	if err != nil {
		fmt.Println(err)
		return
	}
	c.Name, c.Summary, c.Array.Cols = "wide", "", 64
	fmt.Print(string(config.Marshal(c)))
	// Output:
	// name: wide
	// clock_mhz: 1000
	//
	// array:
	//   rows: 16
	//   cols: 64
	//
	// types:
	//   act_width: 8
	//   weight_width: 8
	//   acc_width: 32
	//
	// accumulators:
	//   depth: 256
	//
	// unified_buffer:
	//   bytes: 64 KiB
	//   banks: 4
	//
	// requant:
	//   mult_bits: 16
	//   shift_bits: 6
	//
	// npu:
	//   lanes: 8
	//   vector_words: 8192
	//   activation_rows: 4096
	//   scalars: 512
	//   vectors: 64
	//   topk: 64
	//   tile: 0
	//   queue: 8
	//   channels: 1
	//   entries: 64
	//   memory: hbm2-2000-8gb
}
