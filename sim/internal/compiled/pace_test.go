package compiled

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
	"npugen/sim/internal/irtest"
)

// TestPace runs through several trials and compares with plain code.
func TestPace(t *testing.T) {
	trials := 0
	for seed := range uint64(4) {
		d := irtest.Random(rng(seed))
		paced, err := New(d, seed)
		require.NoError(t, err)
		defer paced.Close()
		plain, err := New(d, seed)
		require.NoError(t, err)
		defer plain.Close()
		plain.Skip(false)
		var places, same []engine.Loc
		for _, s := range d.Top.Signals {
			if s.Kind == ir.Output {
				for i := range s.Count {
					places = append(places, paced.Signal(nil, s, i))
					same = append(same, plain.Signal(nil, s, i))
				}
			}
		}
		phases := map[phase]bool{}
		for cycle := 0; cycle < 12_000; {
			n := 1 + cycle%37
			for _, e := range []*Engine{paced, plain} {
				for left := n; left > 0; {
					done, _, err := e.Run(1, left)
					require.NoError(t, err)
					left -= done
				}
			}
			cycle += n
			phases[paced.ticks[1].pace.phase] = true
			for i := range places {
				require.Equal(t, load(plain, same[i]), load(paced, places[i]), "seed %d cycle %d", seed, cycle)
			}
		}
		if !paced.ticks[1].small {
			require.Len(t, phases, 4, "a trial happened")
			trials++
		}
	}
	require.NotZero(t, trials)
}

// TestTrials chooses the faster code and goes on asking.
func TestTrials(t *testing.T) {
	p := pace{left: warmup}
	trial := func(plain, watch int) {
		for p.phase == running {
			p.ran(p.left, 0)
		}
		for p.phase != running {
			took := map[phase]int{timingPlain: plain, timingWatch: watch}[p.phase]
			p.ran(p.left, time.Duration(took*p.left))
		}
	}
	trial(100, 50)
	require.True(t, p.watching)
	require.Equal(t, watchRun, p.left)
	trial(100, 200) // one bad stretch is not enough
	require.True(t, p.watching)
	for range 8 {
		trial(100, 200)
	}
	require.False(t, p.watching)
	require.Equal(t, plainRun, p.left)
	for range 16 {
		trial(100, 50)
	}
	require.True(t, p.watching)
}

// A counter that a condition holds at a constant rests, and so does what reads it.
func TestHeldAtAConstantRests(t *testing.T) {
	m := irtest.New("m")
	ck, stop := m.Clock("ck"), m.In("stop", irtest.U(1))
	for i := range 2 * manyTogether {
		n := m.Reg(fmt.Sprintf("n%d", i), irtest.U(8), ck)
		n.Drive[0] = irtest.N(ir.OpMux, irtest.Ref(stop), irtest.K(0, 8), irtest.N(ir.OpAdd, irtest.Ref(n), irtest.K(1, 8)))
		m.Out(fmt.Sprintf("q%d", i), irtest.U(8), irtest.Ref(n))
	}
	b := newBoth(t, irtest.Design(m), 1)
	b.got.Skip(true)
	b.skips = true
	b.got.Store(b.inputs[0].got, []uint64{1})
	for range 10 {
		b.got.Edge(1)
	}
	b.rest(1)
	require.Positive(t, b.rested)
}
