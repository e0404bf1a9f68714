package dma_test

import (
	"encoding/binary"
	"math/big"
	"math/bits"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl"
	"npugen/hdl/ir"
)

// shape is small, with what matters to this package given.
func shape(rows, cols, lanes, channels int) bundle.Shape {
	return bundle.Shape{Rows: rows, Cols: cols, Lanes: lanes, VBWords: 256, ABRows: 64, SBWords: 16, AccDepth: 4, Channels: channels}
}

func elaborate[I, O any](t testing.TB, d hdl.Def[I, O]) *ir.Design {
	t.Helper()
	c, err := hdl.Elaborate(d)
	require.NoError(t, err)
	return c.Design
}

// content is the bytes of a memory that nobody has written.
func content(addr uint64, n int) []byte {
	out := make([]byte, n)
	for i := range out {
		x := (addr + uint64(i)) * 0x9e3779b97f4a7c15
		out[i] = byte(x >> 56)
	}
	return out
}

// number is bytes as a number, the first lowest.
func number(b []byte) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}

// bytesOf is the reverse.
func bytesOf(x *big.Int, n int) []byte {
	b := x.FillBytes(make([]byte, n))
	slices.Reverse(b)
	return b
}

// fold is X of docs/npu.md.
func fold(b []byte) uint32 {
	b = append(slices.Clone(b), make([]byte, -len(b)&3)...)
	h := uint32(0)
	for i := 0; i < len(b); i += 4 {
		h ^= bits.RotateLeft32(binary.LittleEndian.Uint32(b[i:]), i/4)
	}
	return h
}

// hashed is the hash of a list of items.
func hashed(items ...uint32) uint32 {
	h := uint32(0)
	for _, x := range items {
		h = bits.RotateLeft32(h, 1) ^ x
	}
	return h
}

// retirements notes the instructions that retire.
type retirements struct {
	bench      *streamtest.Bench
	done, hash handle
	Hashes     []uint32
	Cycles     []int
}

type handle interface {
	Bool() bool
	Uint() uint64
}

func retired(b *streamtest.Bench, name string) *retirements {
	return &retirements{bench: b, done: b.Sim.Must(name + "_done"), hash: b.Sim.Must(name + "_hash")}
}

func (r *retirements) watch() {
	if r.done.Bool() {
		r.Hashes = append(r.Hashes, uint32(r.hash.Uint()))
		r.Cycles = append(r.Cycles, r.bench.Cycle)
	}
}
