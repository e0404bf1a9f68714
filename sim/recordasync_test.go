package sim

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// resetByState is a counter n whose asynchronous reset is a register's bit
// together with an input.
func resetByState() *ir.Design {
	m := irtest.New("m")
	clk, on := m.Clock("clk"), m.In("on", irtest.U(1))
	k := m.Reg("k", irtest.U(2), clk)
	k.Drive[0] = irtest.N(ir.OpAdd, irtest.Ref(k), irtest.K(1, 2))
	hit := irtest.N(ir.OpEq, irtest.Ref(k), irtest.K(2, 2))
	n := m.RegReset("n", irtest.U(8), clk, irtest.N(ir.OpAnd, hit, irtest.Ref(on)), 100)
	n.Async = true
	n.Drive[0] = irtest.N(ir.OpAdd, irtest.Ref(n), irtest.K(1, 8))
	m.Out("q", irtest.U(8), irtest.Ref(n))
	return irtest.Design(m)
}

// Between two rows of a batch time passes, in which asynchronous resets act,
// whether the batch is run at once, in pieces, or cycle by cycle.
func TestBatchesWithAsynchronousResets(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		in := make([]uint64, 20)
		for i := range in {
			if i%4 == 1 { // until after the edge that makes k 2
				in[i] = 1
			}
		}
		run := func(prepare func(s *Sim)) (out []uint64) {
			s := on(t, resetByState(), e)
			s.PokeName("k", 0)
			s.PokeName("n", 0)
			s.Clock("clk", 10*Ns, 5*Ns)
			prepare(s)
			b, err := s.NewBatch(nil, []*Handle{s.Must("on")}, []*Handle{s.Must("q")})
			require.NoError(t, err)
			out = make([]uint64, len(in))
			_, err = b.Run(in, out)
			require.NoError(t, err)
			return out
		}
		s := on(t, resetByState(), e)
		s.PokeName("k", 0)
		s.PokeName("n", 0)
		c := s.Clock("clk", 10*Ns, 5*Ns)
		var want []uint64
		text := wavesOf(t, s, VCDOptions{}, func(s *Sim) {
			for _, v := range in {
				s.Lowered(c)
				s.PokeName("on", int64(v))
				want = append(want, s.Must("q").Uint())
				require.NoError(t, s.Step())
			}
		})
		require.Contains(t, want, uint64(100))
		require.Equal(t, want, run(func(*Sim) {}), "at once")
		for cycles := range 4 {
			var r *Recording
			require.Equal(t, want, run(func(s *Sim) {
				var err error
				r, err = s.Record(RecordOptions{})
				require.NoError(t, err)
				r.cycles = 1 + cycles
			}), "recorded, %d at once", 1+cycles)
			require.Equal(t, text, recordedWaves(t, r, VCDOptions{}))
		}
	})
}
