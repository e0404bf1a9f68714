package sim

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/irtest"
)

// What is forgotten is freed.
func TestRecordingFreesWhatItForgets(t *testing.T) {
	s := on(t, irtest.Array(3, 8, 32), Interpreter)
	r, err := s.Record(RecordOptions{})
	require.NoError(t, err)
	var all []weak.Pointer[chapter]
	for i := range 40 {
		s.Must("a").At(0).SetUint(uint64(i))
		require.NoError(t, s.StepN(nil, 3))
		r.Save()
		all = append(all, weak.Make(r.last()))
	}
	r.memory = 1
	r.Save()
	runtime.GC()
	all = slices.DeleteFunc(all, func(c weak.Pointer[chapter]) bool { return c.Value() == nil })
	require.Len(t, all, 1, "and the last one")
	runtime.KeepAlive(r)
}

// Pokes of one instant that take more than there is memory for are forgotten
// too, with the state that they led to.
func TestRecordingOfManyPokesAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		s := on(t, irtest.Array(3, 8, 32), e)
		r, err := s.Record(RecordOptions{})
		require.NoError(t, err)
		r.memory = 4 * r.bytes()
		require.NoError(t, s.StepN(nil, 3))
		now := s.Time()
		for i := range 100_000 {
			s.Must("a").At(i % 3).SetUint(uint64(i & 255))
		}
		s.PokeName("load", 1)
		require.LessOrEqual(t, r.bytes(), r.memory)
		require.NoError(t, s.StepN(nil, 3))
		want := wavesOf(t, on(t, irtest.Array(3, 8, 32), e), VCDOptions{From: now}, func(s *Sim) {
			require.NoError(t, s.StepN(nil, 3))
			for i := 99_997; i < 100_000; i++ {
				s.Must("a").At(i % 3).SetUint(uint64(i & 255))
			}
			s.PokeName("load", 1)
			require.NoError(t, s.StepN(nil, 3))
		})
		from, _ := r.Span()
		require.Equal(t, now, from)
		require.Equal(t, want, recordedWaves(t, r, VCDOptions{From: now}))
	})
}

// What a state takes beyond the bytes in it counts too: there may be thousands
// of pages, and of states in which none of them has changed.
func TestRecordingCountsPages(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		m := irtest.New("m")
		clk := m.Clock("clk")
		mem := m.Mem("ram", 1, 1<<23)
		m.Out("q", irtest.U(1), m.Read(mem, "r", clk, nil, irtest.Ref(m.In("at", irtest.U(23)))))
		s := on(t, irtest.Design(m), e)
		for i := 0; i < 1<<23; i += 1 << 12 {
			s.Must(fmt.Sprintf("ram[%d]", i)).SetUint(1)
		}
		heap := func() int {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			return int(m.HeapAlloc)
		}
		before := heap()
		r, err := s.Record(RecordOptions{})
		require.NoError(t, err)
		for range 100 {
			require.NoError(t, s.StepN(nil, 3))
			r.Save()
		}
		took := heap() - before
		require.InEpsilon(t, took, r.bytes(), 0.5)
		runtime.KeepAlive(r)
	})
}

// The memory is enough at any time, whatever is noted until the next state.
func TestRecordingStaysInItsMemory(t *testing.T) {
	s := on(t, irtest.Array(3, 8, 32), Compiled)
	r, err := s.Record(RecordOptions{Memory: 1 << 14})
	require.NoError(t, err)
	b, err := s.NewBatch(nil, []*Handle{s.Must("load"), s.Must("a")}, nil)
	require.NoError(t, err)
	in := make([]uint64, 4*2000)
	for i := range in {
		in[i] = uint64(i) * 255 / 2 & 255 * uint64(min(i&3, 1))
	}
	for i := range 2000 {
		if s.Must("a").At(i % 3).SetUint(uint64(i & 255)); i%100 == 0 {
			require.NoError(t, s.StepN(nil, 1))
		}
		if i%300 == 0 {
			_, err := b.Run(in, nil)
			require.NoError(t, err)
		}
		require.LessOrEqual(t, r.bytes(), r.memory)
	}
	require.Greater(t, r.Chapters(), 2)
}
