package vector_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/isa"
	"npugen/isa/access"
)

// instruction sets fields; the counts are 1 unless given.
func instruction(t require.TestingT, op isa.Op, fields map[string]uint32) isa.Instruction {
	in := isa.New(op)
	for _, f := range []string{"n0", "n1"} {
		if _, ok := isa.Lookup(op, f); ok {
			require.NoError(t, in.Set(f, 1))
		}
	}
	for f, v := range fields {
		require.NoError(t, in.Set(f, v))
	}
	_, err := access.Of(wide, in)
	require.NoError(t, err)
	return in
}

// Every kind of operation follows every other, without sync: pipelines of all
// lengths meet at all joints.
func TestEveryPair(t *testing.T) {
	const one = 0x3f800000
	type fields = map[string]uint32
	var kinds []isa.Instruction
	add := func(op isa.Op, f fields) { kinds = append(kinds, instruction(t, op, f)) }
	for _, lanes := range []fields{
		{}, {"bin": isa.BinAdd}, {"pre": isa.PreMul, "bin": isa.BinMul}, {"fn": isa.FnExp},
		{"pre": isa.PreSub, "fn": isa.FnExp}, {"fn": isa.FnSilu, "bin": isa.BinMul}, {"pre": isa.PreMul, "fn": isa.FnSilu},
	} {
		for _, n := range []uint32{5, 40} {
			f := fields{"keep": 1, "len": n, "b": 256, "d": 512, "s": 1}
			for k, v := range lanes {
				f[k] = v
			}
			add(isa.MAP, f)
		}
	}
	for i, n := range []uint32{3, 30, 40, 60, 100} {
		for _, f := range []fields{
			{"red": isa.RedSum, "c1": one, "t": 8}, {"red": isa.RedSum, "c1": one, "fin": isa.FinRecip, "t": 9},
			{"red": isa.RedSum, "c1": 0x3e000000, "c2": one, "fin": isa.FinRsqrt, "t": 10}, {"red": isa.RedMax, "c1": one, "t": 11},
			{"red": isa.RedMax, "c1": one, "c2": one, "t": 12, "pre": isa.PreSub, "fn": isa.FnExp},
		} {
			f["len"], f["n1"], f["a_s1"] = n, uint32(1+i%2), 112
			if i%2 == 1 {
				f["keep"], f["d"], f["d_s1"] = 1, 512, 112
			}
			add(isa.MAP, f)
		}
	}
	for _, f := range []fields{{"len": 64}, {"len": 10, "scaled": 1, "s": 8}, {"len": 80, "n1": 2, "a_s1": 96, "d_s1": 2, "bin": isa.BinMul, "b": 256, "scaled": 1, "s": 2}} {
		add(isa.QUANT, f)
	}
	add(isa.ARGMAX, fields{"len": 40})
	add(isa.TOPK, fields{"len": 40, "k": 5})

	var all []isa.Instruction
	for _, a := range kinds {
		for _, b := range kinds {
			all = append(all, a, b)
		}
	}
	run(t, design(t, wide), wide, rng(5), ordered(t, wide, all), 1, false)
}

// Each operation reads the words or the scalar that the one before writes, as
// soon as it can.
func TestChains(t *testing.T) {
	src := rng(6)
	var all []isa.Instruction
	at, scalar := uint32(0), uint32(0)
	for i := range uint32(200) {
		to := 512 - at
		f := map[string]uint32{
			"a": at, "b": at, "d": to, "len": []uint32{16, 16, 20, 64}[i/7%4], "keep": 1, "sync": 1,
			"pre": uint32(src.IntN(3)), "fn": uint32(src.IntN(3)), "bin": uint32(src.IntN(3)),
			"s": scalar, "t": 15 - scalar, "red": uint32(src.IntN(3)), "fin": uint32(src.IntN(3)), "c1": 0x3f000000,
		}
		all = append(all, instruction(t, isa.MAP, f))
		at = to
		if f["red"] != isa.RedNone {
			scalar = 15 - scalar
		}
		if src.IntN(3) == 0 {
			all = append(all, instruction(t, isa.QUANT, map[string]uint32{"a": at, "len": f["len"], "d": i % 64, "scaled": 1, "s": scalar, "c1": 0x3f800000, "sync": 1}))
		}
	}
	run(t, design(t, wide), wide, src, all, 2, false)
}

// A sync stands for all later operations, too, where the one that has it need
// not wait itself: it reads no scalar, or late.
func TestSyncIsHandedOn(t *testing.T) {
	type fields = map[string]uint32
	var all []isa.Instruction
	for i := range uint32(6) {
		all = append(all,
			instruction(t, isa.MAP, fields{"len": 100, "n1": 3, "a_s1": 112, "red": isa.RedSum, "c1": 0x3f000000 + i<<20, "fin": isa.FinRecip}),
			instruction(t, isa.MAP, fields{"len": 5, "keep": 1, "d": 512, "sync": 1}))
		if i%2 == 1 {
			all = append(all, instruction(t, isa.QUANT, fields{"len": 70, "d": i, "scaled": 1, "s": 2, "sync": i / 2 % 2, "c1": 0x3f800000}))
		}
		all = append(all, instruction(t, isa.MAP, fields{"len": 40, "n1": 3, "one": i % 2, "keep": 1, "d": 560, "d_s1": 48, "pre": isa.PreMul}))
	}
	run(t, design(t, wide), wide, rng(8), all, 1, false)
}
