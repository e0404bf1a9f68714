package vector_test

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/blocks/vector"
	"npugen/hdl"
	"npugen/isa"
	"npugen/sim"
)

// Two words of a + b: issued in the cycles after the command is taken, written
// six cycles later.
func ExampleUnit() {
	c := hdl.MustElaborate(vector.Unit{Shape: bundle.Shape{
		Rows: 4, Cols: 4, Lanes: 2, VBWords: 16, ABRows: 16, SBWords: 16, AccDepth: 4, Channels: 1,
	}})
	s, err := sim.New(c.Design, sim.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	step := func(pokes map[string]int64) {
		for name, v := range pokes {
			s.PokeName(name, v)
		}
		if err := s.Step(); err != nil {
			fmt.Println(err)
		}
	}
	step(map[string]int64{"rst": 1})
	w := sim.NewWaves(s, "clk", "command_valid", "active", "retired_done")
	step(map[string]int64{
		"rst": 0, "command_valid": 1, "command_op": int64(isa.MAP), "command_n0": 1, "command_n1": 1, "command_len": 4,
		"command_b": 4, "command_d": 8, "command_bin": isa.BinAdd, "command_keep": 1,
	})
	for range 10 {
		step(map[string]int64{"command_valid": 0})
	}
	fmt.Print(w)
	// Output:
	// clk            ____/-\_/-\_/-\_/-\_/-\_/-\_/-\_/-\_/-\_/-\_/-\_
	// command_valid  ----\___________________________________________
	// active         ____/-------\___________________________________
	// retired_done   ________________________________/---\___________
}
