package sim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/irtest"
)

// What happens at one time is one instant, even if time was asked to go on to
// it again: a file shows the values at its end, each once.
func TestVCDShowsAnInstantOnce(t *testing.T) {
	engines(t, func(t *testing.T, e Engine) {
		for _, bench := range []func(s *Sim){
			func(s *Sim) { // a first edge at the present time
				require.NoError(t, s.RunUntil(7*Ns))
				s.PokeName("load", 1)
				s.Clock("clk", 10*Ns, s.Time())
				require.NoError(t, s.StepN(nil, 40))
			},
			func(s *Sim) { // no time to wait
				s.Clock("clk", 10*Ns, 5*Ns)
				s.Go("p", func(p *Proc) {
					for range 4 {
						p.Tick()
						s.PokeName("load", 1)
						_ = p.UntilWithin(0, func() bool { return false })
						s.PokeName("load", 0)
					}
				})
				require.NoError(t, s.Run(Us))
			},
		} {
			d := irtest.Array(3, 8, 32)
			want := wavesOf(t, on(t, d, e), VCDOptions{}, bench)
			for _, at := range strings.Split(want, "\n#")[1:] {
				seen := map[string]bool{}
				for _, line := range strings.Split(at, "\n")[1:] {
					id := line[strings.Index(line, " ")+1:]
					require.False(t, seen[id], "%s twice at %s", id, at)
					seen[id] = line != ""
				}
			}
			s := on(t, d, e)
			r, err := s.Record(RecordOptions{})
			require.NoError(t, err)
			bench(s)
			require.Equal(t, want, recordedWaves(t, r, VCDOptions{}))
		}
	})
}
