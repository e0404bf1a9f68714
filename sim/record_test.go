package sim

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// bench starts a process that drives an array, and waits in several ways.
func bench(s *Sim) {
	s.Clock("clk", 10*Ns, 5*Ns)
	s.Go("driver", func(p *Proc) {
		for c := range 200 {
			s.Must("a").At(c % 3).SetUint(uint64(c * 7 & 255))
			s.PokeName("load", int64(c&1))
			if c%5 == 0 {
				p.Delay(3 * Ns)
				s.Must("a").At(1).SetUint(uint64(c))
			}
			p.Tick()
		}
	})
}

// wavesOf is the VCD of a run, made while it is under way.
func wavesOf(t *testing.T, s *Sim, o VCDOptions, run func(s *Sim)) string {
	var b strings.Builder
	v, err := s.VCD(&b, o)
	require.NoError(t, err)
	run(s)
	require.NoError(t, v.Close())
	return b.String()
}

func recordedWaves(t *testing.T, r *Recording, o VCDOptions) string {
	var b strings.Builder
	require.NoError(t, r.VCD(&b, o))
	return b.String()
}

func engines(t *testing.T, f func(t *testing.T, e Engine)) {
	for _, e := range []Engine{Interpreter, Compiled} {
		t.Run(e.String(), func(t *testing.T) { f(t, e) })
	}
}

func TestRecordingOfProcesses(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		run := func(s *Sim) {
			bench(s)
			require.NoError(t, s.Run(Ms))
		}
		d := irtest.Array(3, 8, 32)
		for _, o := range []VCDOptions{{}, {Scopes: []string{"pe[1][2]", "pe[0][*]"}, Depth: 1}, {From: 333 * Ns, Until: 777 * Ns}} {
			want := wavesOf(t, on(t, d, e), o, run)
			s := on(t, d, e)
			r, err := s.Record(RecordOptions{})
			require.NoError(t, err)
			run(s)
			require.Equal(t, want, recordedWaves(t, r, o))
			require.Equal(t, want, recordedWaves(t, r, o), "once more")
		}
	})
}

// What does not fit is forgotten, the oldest first; the rest is as it was.
func TestRecordingForgets(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		s := on(t, irtest.Array(3, 8, 32), e)
		r, err := s.Record(RecordOptions{Memory: 2000})
		require.NoError(t, err)
		bench(s)
		require.NoError(t, s.Run(Ms))
		from, until := r.Span()
		require.Greater(t, from, Us)
		require.Equal(t, s.Time(), until)
		require.ErrorContains(t, r.VCD(io.Discard, VCDOptions{From: Us}), "waves from 1us: the recording has "+from.String()+" to "+until.String())
		require.ErrorContains(t, r.VCD(io.Discard, VCDOptions{From: until + 1}), "waves from")
		want := wavesOf(t, on(t, irtest.Array(3, 8, 32), e), VCDOptions{From: from}, func(s *Sim) {
			bench(s)
			require.NoError(t, s.Run(Ms))
		})
		require.Equal(t, want, recordedWaves(t, r, VCDOptions{}))
	})
}

// Where states take the memory there are fewer of them, and nothing is forgotten.
func TestRecordingJoinsChapters(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		run := func(save func()) func(s *Sim) {
			return func(s *Sim) {
				s.PokeName("load", 1)
				for i := range 100 {
					s.Must("a").At(0).SetUint(uint64(i))
					require.NoError(t, s.StepN(nil, 7))
					save()
				}
			}
		}
		d := irtest.Array(16, 8, 32)
		want := wavesOf(t, on(t, d, e), VCDOptions{From: 2 * Us}, run(func() {}))
		s := on(t, d, e)
		r, err := s.Record(RecordOptions{})
		require.NoError(t, err)
		r.memory = 20 * r.bytes()
		run(r.Save)(s)
		from, _ := r.Span()
		require.Zero(t, from)
		require.Greater(t, r.Chapters(), 3)
		require.Less(t, r.Chapters(), 100)
		require.LessOrEqual(t, r.bytes(), r.memory)
		require.Equal(t, want, recordedWaves(t, r, VCDOptions{From: 2 * Us}))
	})
}

// The rows of a batch are driven when the clock falls.
func TestRecordingOfBatches(t *testing.T) {
	d := irtest.Array(3, 8, 32)
	const rows = 90
	var in []uint64
	for i := range rows {
		i := i / 2 // each row twice
		in = append(in, uint64(i&1), uint64(i*3&255), uint64(i*5&255), uint64(i*7&255))
	}
	for _, o := range []VCDOptions{{}, {From: 300 * Ns}, {From: 300 * Ns, Until: 502 * Ns}, {From: 300 * Ns, Until: 507 * Ns}, {From: 893 * Ns}} {
		engines(t, func(t *testing.T, e Engine) {
			want := wavesOf(t, on(t, d, e), o, func(s *Sim) {
				s.Clock("clk", 10*Ns, 5*Ns)
				for i := range rows {
					row := in[4*(i%(rows/3)):]
					require.NoError(t, s.RunUntil(Time(i)*10*Ns))
					s.PokeName("load", int64(row[0]))
					for k := range 3 {
						s.Must("a").At(k).SetUint(row[1+k])
					}
					require.NoError(t, s.Step())
				}
			})
			s := on(t, d, e)
			s.Clock("clk", 10*Ns, 5*Ns)
			r, err := s.Record(RecordOptions{})
			require.NoError(t, err)
			r.cycles = 7
			b, err := s.NewBatch(nil, []*Handle{s.Must("load"), s.Must("a")}, []*Handle{s.Must("p")})
			require.NoError(t, err)
			for range 3 {
				n, err := b.Run(in[:4*rows/3], make([]uint64, rows/3*b.OutWords()))
				require.NoError(t, err)
				require.Equal(t, rows/3, n)
				r.Save()
			}
			require.Equal(t, want, recordedWaves(t, r, o))
		})
	}
}

// A run of millions of cycles is cut where states are saved, and goes on where
// it was after a look back.
func TestRecordingOfALongRun(t *testing.T) {
	d := irtest.Array(3, 8, 32)
	s := on(t, d, Compiled)
	r, err := s.Record(RecordOptions{})
	require.NoError(t, err)
	s.PokeName("load", 1)
	s.Must("a").At(0).SetUint(200)
	for r.Chapters() < 4 {
		require.NoError(t, s.StepN(nil, 100_000))
	}
	now := s.Time()
	text := recordedWaves(t, r, VCDOptions{From: now - Us})
	require.Contains(t, text, fmt.Sprintf("\n#%d\n", now-Us))
	require.Contains(t, text, fmt.Sprintf("\n#%d\n", now))
	require.Equal(t, now, s.Time())
	require.NoError(t, s.StepN(nil, 1000))
	r.Stop()
	r.Stop()
	require.Equal(t, text, recordedWaves(t, r, VCDOptions{From: now - Us, Until: now}))
	require.NoError(t, s.StepN(nil, 1000))
	_, until := r.Span()
	require.Equal(t, now+10*Us, until, "the recording has been stopped")
}

func TestRecordingMisuse(t *testing.T) {
	m := irtest.New("m")
	clk := m.Clock("clk")
	n := m.Reg("n", irtest.U(8), clk)
	n.Drive[0] = irtest.N(ir.OpNot, irtest.Ref(n))
	s := on(t, irtest.Design(m), Interpreter)
	_, err := s.Record(RecordOptions{Memory: -1})
	require.ErrorContains(t, err, "memory of -1 bytes")
	r, err := s.Record(RecordOptions{})
	require.NoError(t, err)
	_, err = s.Record(RecordOptions{})
	require.ErrorContains(t, err, "a recording is under way: stop it first")
	require.NoError(t, s.StepN(nil, 3))
	require.ErrorContains(t, r.VCD(io.Discard, VCDOptions{Scopes: []string{"u_none"}}), "no instance u_none")
	full := errors.New("the disk is full")
	require.ErrorIs(t, r.VCD(failing{full}, VCDOptions{}), full)
	require.NoError(t, s.Err())
	r.Stop()
	_, err = s.Record(RecordOptions{})
	require.NoError(t, err)
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// A pulse on an asynchronous reset acts when time passes, whether anybody looks
// or not.
func TestPulseOfAnAsynchronousReset(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		for _, looks := range []bool{false, true} {
			m := irtest.New("m")
			clk, rst := m.Clock("clk"), m.In("rst", irtest.U(1))
			n := m.RegReset("n", irtest.U(8), clk, irtest.Ref(rst), 5)
			n.Async = true
			n.Drive[0] = irtest.N(ir.OpNot, irtest.Ref(n))
			m.Out("q", irtest.U(8), irtest.Ref(n))
			s := on(t, irtest.Design(m), e)
			if looks {
				_, err := s.VCD(io.Discard, VCDOptions{})
				require.NoError(t, err)
			}
			s.PokeName("n", 77)
			s.PokeName("rst", 1)
			require.NoError(t, s.RunUntil(10*Ns))
			s.PokeName("rst", 0)
			require.EqualValues(t, 5, s.PeekName("q"))
		}
	})
}
