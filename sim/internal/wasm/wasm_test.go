package wasm

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tetratelabs/wazero"
)

// run compiles a function of one i64 to one i64 and calls it.
func run(t *testing.T, x uint64, body func(f *Func)) uint64 {
	t.Helper()
	var m Module
	m.Memory("memory", 1)
	f := m.Func("f", []Type{I64}, []Type{I64})
	body(f)
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	t.Cleanup(func() { r.Close(ctx) })
	mod, err := r.Instantiate(ctx, m.Bytes())
	require.NoError(t, err)
	got, err := mod.ExportedFunction("f").Call(ctx, x)
	require.NoError(t, err)
	return got[0]
}

func TestConstants(t *testing.T) {
	for _, k := range []int64{0, 1, -1, 63, 64, -64, -65, 1 << 31, -1 << 31, 1<<63 - 1, -1 << 63} {
		require.EqualValues(t, uint64(k), run(t, 0, func(f *Func) { f.I64(k) }))
		require.EqualValues(t, uint64(uint32(k)), run(t, 0, func(f *Func) {
			f.I32(int32(uint32(k)))
			f.Op(I64ExtendI32U)
		}))
	}
}

func TestLocalsLoopsAndMemory(t *testing.T) {
	// The sum of 1..n, kept in memory.
	got := run(t, 100, func(f *Func) {
		n := f.Local(I64)
		address := f.Local(I32)
		f.Get(0)
		f.Set(n)
		f.Loop()
		f.Get(address)
		f.Get(address)
		f.Mem(I64Load, 16)
		f.Get(n)
		f.Op(I64Add)
		f.Mem(I64Store, 16)
		f.Get(n)
		f.I64(1)
		f.Op(I64Sub)
		f.Tee(n)
		f.I64(0)
		f.Op(I64Eq)
		f.Until()
		f.Get(address)
		f.Mem(I64Load, 16)
	})
	require.EqualValues(t, 5050, got)
}

// Each lane-wise operation on lanes of all sizes: 8 lanes of 1 byte or fewer of
// more, all holding the same numbers.
func TestLanewise(t *testing.T) {
	for _, c := range []struct {
		op    Lanewise
		bytes int
		want  uint64
	}{
		{Add, 1, 8}, {Add, 2, 8}, {Add, 4, 8}, {Add, 8, 8}, {Sub, 1, 2}, {Sub, 8, 2},
		{Eq, 4, 0}, {Ne, 1, 0xff}, {Ne, 8, ^uint64(0)}, {LtS, 2, 0}, {LtU, 4, 0}, {LeS, 8, 0},
		{ExtMulLowS, 2, 15}, {ExtMulHighU, 4, 15},
	} {
		got := run(t, 0, func(f *Func) {
			from := c.bytes
			if c.op >= ExtMulLowS {
				from /= 2
			}
			for _, k := range []uint64{5, 3} {
				for n := 8 * from; n < 64; n *= 2 {
					k |= k << n
				}
				f.V128(k, k)
			}
			f.SIMD(SIMDFor(c.op, c.bytes))
			f.SIMDLane(I64x2Extract, 1)
			if c.bytes < 8 {
				f.I64(1<<(8*c.bytes) - 1)
				f.Op(I64And)
			}
		})
		require.Equal(t, c.want, got, "%v of %d bytes", c.op, c.bytes)
	}
	require.Equal(t, None, SIMDFor(LtU, 8))
}

func TestCaptureAndInsert(t *testing.T) {
	got := run(t, 7, func(f *Func) {
		x := f.Local(I64)
		start := f.Mark()
		f.Get(x)
		f.Get(0)
		f.Op(I64Add)
		f.Insert(start, f.Capture(func() {
			f.I64(30)
			f.Set(x)
		}))
	})
	require.EqualValues(t, 37, got)
}
