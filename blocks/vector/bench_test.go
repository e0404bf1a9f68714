package vector_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/isa"
)

// BenchmarkCycle is the time of a cycle of 16 lanes in the compiled simulator.
func BenchmarkCycle(b *testing.B) {
	for _, c := range []struct {
		name   string
		op     isa.Op
		fields map[string]uint32
	}{
		{"Idle", isa.NOP, nil},
		{"Add", isa.MAP, map[string]uint32{"keep": 1, "d": 512, "bin": isa.BinAdd, "b": 256}},
		{"ExpSum", isa.MAP, map[string]uint32{"keep": 1, "d": 512, "pre": isa.PreSub, "fn": isa.FnExp, "red": isa.RedSum, "fin": isa.FinRecip}},
		{"SiluMul", isa.MAP, map[string]uint32{"keep": 1, "d": 512, "fn": isa.FnSilu, "bin": isa.BinMul, "b": 256}},
		{"Quant", isa.QUANT, nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := newRig(b, wide, 1)
			r.load(machineOf(b, rng(1), wide, nil))
			for _, h := range r.sb(0) {
				h.SetUint(0x40000000)
			}
			in := isa.New(c.op)
			if c.op != isa.NOP {
				for f, v := range map[string]uint32{"n0": 1, "n1": 16, "len": 512} {
					require.NoError(b, in.Set(f, v))
				}
				for f, v := range c.fields {
					require.NoError(b, in.Set(f, v))
				}
				r.offer(in)
				r.s.Must("command_valid").SetBool(true) // the same, again and again
			}
			require.NoError(b, r.s.StepN(r.clk, 20_000)) // what the simulator learns of the design
			b.ResetTimer()
			require.NoError(b, r.s.StepN(r.clk, b.N))
		})
	}
}
