package machine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/isa"
)

var small = bundle.Shape{Rows: 4, Cols: 4, Lanes: 2, VBWords: 16, ABRows: 8, SBWords: 8, AccDepth: 2, Channels: 2}

type fields map[string]uint32

func instruction(t testing.TB, op isa.Op, f fields) isa.Instruction {
	t.Helper()
	in := isa.New(op)
	for name, v := range f {
		require.NoError(t, in.Set(name, v))
	}
	return in
}

// run executes instructions and an END from line 100 on.
func run(t testing.TB, options Options, program ...isa.Instruction) (*Machine, error) {
	t.Helper()
	mem := NewMemory()
	mem.Write(0, make([]byte, 1024))
	for i, in := range append(program, isa.New(isa.END)) {
		mem.Write(64*uint64(100+i), in.Append(nil))
	}
	m, err := New(small, mem, options)
	require.NoError(t, err)
	_, err = m.Run(100, [isa.Registers]uint32{})
	return m, err
}

func TestErrors(t *testing.T) {
	row := func(op isa.Op, more fields) isa.Instruction {
		f := fields{"n0": 1, "n1": 1, "len": 4}
		for k, v := range more {
			f[k] = v
		}
		return instruction(t, op, f)
	}
	any := Options{AnyBuffer: true, AnyMemory: true}
	for _, c := range []struct {
		want    string
		options Options
		program []isa.Instruction
	}{
		{"MAP at line 100): MAP a 1: want a multiple of 2, or a row within one word (4 elements at i0 = 0, i1 = 0)", any, []isa.Instruction{row(isa.MAP, fields{"a": 1})}},
		{"MAP d 1: want a multiple of 2, or a row within one word (2 elements at i0 = 0, i1 = 0)", any, []isa.Instruction{row(isa.MAP, fields{"d": 1, "len": 2, "keep": 1})}},
		{"MAP b 2: want 1 modulo 2, the lane of d (at i0 = 0, i1 = 0)", any, []isa.Instruction{row(isa.MAP, fields{"d": 1, "b": 2, "len": 1, "keep": 1, "bin": 1})}},
		{"MAP a 30: want VB[30..33] to lie in 0 to 31", any, []isa.Instruction{row(isa.MAP, fields{"a": 30})}},
		{"MAP t 8: want SB[8..8] to lie in 0 to 7", any, []isa.Instruction{row(isa.MAP, fields{"t": 8, "red": 1})}},
		{"MAP len 3: want an even number in the last word (swap; at i0 = 0)", any, []isa.Instruction{row(isa.MAP, fields{"len": 3, "swap": 1})}},
		{"MAP len 0: want 1 to 4294967295", any, []isa.Instruction{row(isa.MAP, fields{"len": 0})}},
		{"MAP pre 3: want 0 to 2", any, []isa.Instruction{row(isa.MAP, fields{"pre": 3})}},
		{"MAP a 2: want an element that the instruction has not yet written (at i0 = 0, i1 = 0)", any, []isa.Instruction{row(isa.MAP, fields{"d": 2, "keep": 1})}},
		{"MAP s 1: want a scalar that no earlier row of the instruction writes", any, []isa.Instruction{row(isa.MAP, fields{"n1": 2, "pre": 1, "red": 1, "t": 1})}},
		{"QUANT d 8: want AB[8..8] to lie in 0 to 7", any, []isa.Instruction{row(isa.QUANT, fields{"d": 8})}},
		{"ARGMAX a 3: want a multiple of 2", any, []isa.Instruction{instruction(t, isa.ARGMAX, fields{"a": 3, "len": 1})}},
		{"STORE len 5: want 1 to 4", any, []isa.Instruction{row(isa.STORE, fields{"len": 5})}},
		{"LOAD line 1: want a multiple of 2", any, []isa.Instruction{instruction(t, isa.LOAD, fields{"line": 1})}},
		{"LOAD d 1: want a multiple of 2", any, []isa.Instruction{instruction(t, isa.LOAD, fields{"d": 1})}},
		{"MATMUL m 3: want 1 to 2", any, []isa.Instruction{instruction(t, isa.MATMUL, fields{"m": 3})}},
		{"MATMUL d 1: want a multiple of 2", any, []isa.Instruction{instruction(t, isa.MATMUL, fields{"m": 1, "d": 1})}},
		{"MATMUL p 1: want a multiple of 2", any, []isa.Instruction{instruction(t, isa.MATMUL, fields{"m": 1, "peak": 1, "p": 1})}},
		{"MATMUL len 1: want 0 to 0", any, []isa.Instruction{instruction(t, isa.MATMUL, fields{"m": 1, "peak": 1, "len": 1})}},
		{"MATMUL len 4: want 5 to 8", any, []isa.Instruction{instruction(t, isa.MATMUL, fields{"m": 1, "nt": 2, "peak": 1, "len": 4})}},
		{"MATMUL len 9: want 5 to 8", any, []isa.Instruction{instruction(t, isa.MATMUL, fields{"m": 2, "nt": 2, "peak": 1, "len": 8, "each": 1})}},
		{"MATMUL last_rows 5: want 1 to 4", any, []isa.Instruction{instruction(t, isa.MATMUL, fields{"m": 1, "kt": 1, "last_rows": 5})}},
		{"takes 8 rows from the weight FIFO, which holds 7", any, []isa.Instruction{
			instruction(t, isa.STREAM, fields{"rows": 7}), instruction(t, isa.MATMUL, fields{"m": 1, "kt": 1, "nt": 1, "last_rows": 4})}},
		{"END at line 101): the weight FIFO still holds 7 rows", any, []isa.Instruction{instruction(t, isa.STREAM, fields{"rows": 7})}},
		{"operation 0x3f op 63: want one of the operations of package isa", any, []isa.Instruction{{0x3f}}},
		{"reads VB[0..3], but VB[0] was never written", Options{}, []isa.Instruction{row(isa.MAP, nil)}},
		{"reads SB[5..5], but SB[5] was never written", Options{}, []isa.Instruction{
			instruction(t, isa.LOAD, fields{"words": 2}), row(isa.MAP, fields{"pre": 1, "s": 5})}},
		{"reads AB[2..2], but AB[2] was never written", Options{}, []isa.Instruction{row(isa.STORE, fields{"a": 2})}},
		{"reads memory[896..1151], but line 16 of memory was never written", Options{}, []isa.Instruction{instruction(t, isa.LOAD, fields{"line": 14, "words": 8, "d": 0}),
			instruction(t, isa.STREAM, fields{"line": 14, "rows": 64})}},
		{"waits for token t2, which no instruction before it has signalled", any, []isa.Instruction{instruction(t, isa.NOP, fields{"wait": 1 << 2})}},
		{"want the control queue, which has taken it before", any, []isa.Instruction{
			instruction(t, isa.NOP, fields{"signal": 1}), instruction(t, isa.NOP, fields{"wait": 1, "signal": 1}), instruction(t, isa.STREAM, fields{"wait": 1})}},
		{"token t11 is left over 1 times", any, []isa.Instruction{instruction(t, isa.NOP, fields{"signal": 1 << 11})}},
		{"an instruction of the program itself (line 100)", any, []isa.Instruction{row(isa.STORE, fields{"line": 100})}},
		{"instruction 1 (NOP at line 101): a STORE has written it", any, []isa.Instruction{row(isa.STORE, fields{"line": 101, "se": 100})}},
	} {
		_, err := run(t, c.options, c.program...)
		require.ErrorContains(t, err, c.want)
	}
}

func TestMemoryIsSparse(t *testing.T) {
	m := NewMemory()
	m.Write(1<<37-3, []byte{1, 2, 3, 4, 5})
	got := make([]byte, 8)
	m.Read(1<<37-4, got)
	require.Equal(t, []byte{0, 1, 2, 3, 4, 5, 0, 0}, got)
	_, found := m.Unwritten(1<<37-64, 1<<37+64)
	require.False(t, found)
	line, found := m.Unwritten(1<<37-64, 1<<37+65)
	require.True(t, found)
	require.Equal(t, uint64(1<<37/64+1), line)
	require.Len(t, m.pages, 2)
}

func TestNotRunning(t *testing.T) {
	m, err := run(t, Options{})
	require.NoError(t, err)
	require.True(t, m.Ended())
	_, err = m.Step()
	require.ErrorIs(t, err, ErrEnded)
	m.Start(5000, [isa.Registers]uint32{})
	_, err = m.Step()
	require.ErrorContains(t, err, "instruction 0 (NOP at line 5000): no instruction was ever written there")
	_, err = New(bundle.Shape{Rows: 3}, nil, Options{})
	require.EqualError(t, err, "machine: rows 3: use 4 to 128")
}

// Registers are added to words when an instruction is read.
func TestModifiers(t *testing.T) {
	in := instruction(t, isa.LOAD, fields{"words": 1})
	require.NoError(t, in.Modify(isa.Modifier{Word: 4, Register: 3}))
	mem := NewMemory()
	mem.Write(0, []byte{1, 2, 3, 4})
	mem.Write(6400, in.Append(nil))
	mem.Write(6464, isa.New(isa.END).Append(nil))
	m, err := New(small, mem, Options{})
	require.NoError(t, err)
	steps, err := m.Run(100, [isa.Registers]uint32{3: 6})
	require.NoError(t, err)
	require.Equal(t, uint32(0x04030201), m.VB[6])
	require.Len(t, steps, 2)
	require.Equal(t, uint32(6), steps[0].In.Get("d"))
	require.Equal(t, uint32(0x04030201), steps[0].Hash)
}
