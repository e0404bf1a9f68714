package asm_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/isa"
	"npugen/isa/asm"
	"npugen/isa/isatest"
)

func again(t require.TestingT, in isa.Instruction) {
	text := asm.Text(in)
	got, err := asm.Assemble("x", text)
	require.NoError(t, err)
	require.Equal(t, []isa.Instruction{in}, got, text)
}

// All bits come back: of any 16 words, and of legal instructions, which are
// never written as words.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in isa.Instruction
		for i := range in {
			in[i] = rapid.Uint32().Draw(t, "word")
		}
		again(t, in)
		in[0] = in[0]&^0x3f | uint32(rapid.SampledFrom(isa.Ops()).Draw(t, "op"))
		again(t, in)
	})
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		s := isatest.Shape(rng)
		op := isa.Ops()[rng.IntN(len(isa.Ops()))]
		in := isatest.Instruction(rng, s, op)
		in[0] |= rng.Uint32() &^ 0xff
		for range rng.IntN(isa.Modifiers + 1) {
			require.NoError(t, in.Modify(isa.Modifier{Word: 3 + rng.IntN(isa.Words-3), Register: rng.IntN(isa.Registers)}))
		}
		require.True(t, strings.HasPrefix(asm.Text(in), op.String()), asm.Text(in))
		again(t, in)
	}
}

func FuzzAssemble(f *testing.F) {
	f.Add("MATMUL m=1 kt=0x4 wait=t3 signal=t4,t5 mod=d+r3,w12+r31 # x\n\nEND")
	f.Add("MAP fn=silu c1=0.125 c2=NaN")
	f.Add("WORDS 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 0xffffffff")
	f.Fuzz(func(t *testing.T, text string) {
		program, err := asm.Assemble("x", text)
		if err != nil {
			return
		}
		for _, in := range program {
			again(t, in)
		}
	})
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"MUL":                  `p.s:2:3: unknown operation "MUL": want one of NOP, END, STREAM, LOAD, MATMUL, MAP, QUANT, ARGMAX, TOPK, STORE or WORDS`,
		"LOAD x=1":             `p.s:2:8: LOAD has no field "x": want one of line, d, words, wait, signal, mod`,
		"LOAD op=1":            `p.s:2:8: LOAD has no field "op": want one of line, d, words, wait, signal, mod`,
		"LOAD d":               `p.s:2:8: "d": want field=value`,
		"LOAD d=1 d=2":         `p.s:2:12: d is given twice`,
		"LOAD d=-1":            `p.s:2:10: "-1": want a whole number below 2^32`,
		"MATMUL last_rows=256": `p.s:2:20: last_rows 256: want at most 255`,
		"MAP fn=tanh":          `p.s:2:10: "tanh": want a whole number below 2^32`,
		"MAP c1=x":             `p.s:2:10: c1 "x": want a number of fp32 or 0x and its bits`,
		"NOP wait=t12":         `p.s:2:12: "t12": want t0 to t11`,
		"NOP wait=":            `p.s:2:12: "": want t0 to t11`,
		"LOAD mod=d":           `p.s:2:12: "d": want field+register, as in d+r3`,
		"LOAD mod=d+r1,d+r512": `p.s:2:17: "r512": want r0 to r511`,
		"LOAD mod=e+r1":        `p.s:2:12: LOAD has no field "e": want one of line, d, words, wait, signal, mod, or w3 to w15`,
		"LOAD mod=w2+r1":       `p.s:2:12: register 1 added to word 2: want registers below 512, words 3 to 15`,
		"WORDS 1 2":            `p.s:2:3: WORDS has 2 words: want 16`,
	} {
		_, err := asm.Assemble("p.s", "NOP # fine\n  "+text+"\nEND")
		require.EqualError(t, err, want)
	}
	_, err := asm.Assemble("p.s", "A\nEND\nB")
	require.ErrorContains(t, err, "p.s:1:1: ")
	require.ErrorContains(t, err, "p.s:3:1: ")
}
