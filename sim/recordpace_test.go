package sim

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/irtest"
)

// A state is saved now and then whether a process, short runs or long ones make
// time pass.
func TestRecordingSavesNowAndThen(t *testing.T) {
	for name, run := range map[string]func(s *Sim){
		"processes": func(s *Sim) { bench(s); require.NoError(t, s.Run(Ms)) },
		"runs": func(s *Sim) {
			for range 20 {
				require.NoError(t, s.StepN(nil, 300))
			}
		},
		"a long run": func(s *Sim) { require.NoError(t, s.StepN(nil, 6000)) },
	} {
		s := on(t, irtest.Array(3, 8, 32), Interpreter)
		r, err := s.Record(RecordOptions{})
		require.NoError(t, err)
		r.least, r.every, r.cycles = 0, 0, 50
		run(s)
		require.Greater(t, r.Chapters(), 2, name)
	}
}

// States whose pieces were shared with one that is gone have them for themselves.
func TestRecordingCountsAfterJoining(t *testing.T) {
	s := on(t, irtest.Array(3, 8, 32), Interpreter)
	r, err := s.Record(RecordOptions{})
	require.NoError(t, err)
	for i := range 8 {
		if i%2 == 0 {
			s.Must("a").At(0).SetUint(uint64(i + 1))
		}
		r.Save()
	}
	before, logs := r.bytes(), logBytes(r)
	require.Len(t, r.chapters, 9)
	r.join()
	require.Len(t, r.chapters, 5)
	require.Equal(t, logs, logBytes(r))
	require.InEpsilon(t, before, r.bytes(), 0.3)
	r.memory = 1
	r.Save()
	require.GreaterOrEqual(t, r.bytes(), r.chapters[0].state.Size)
}

func logBytes(r *Recording) (n int) {
	for _, c := range r.chapters {
		n += c.log.size()
	}
	return n
}
