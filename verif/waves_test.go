package verif_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/sim"
	"npugen/verif"
)

// Steps 2 and 3 of a stimulus, as waves.
func ExampleWaves() {
	c, err := hdl.Elaborate(counter{Width: 8})
	if err != nil {
		fmt.Println(err)
		return
	}
	s, _ := verif.NewStimulus(c.Design, 5)
	for step := range s.Steps() {
		s.In.Row(step)[0] = 1 // rst
	}
	var b strings.Builder
	err = verif.Waves(context.Background(), &b, verif.Job{Design: c.Design, Stim: s}, 2, 3)
	_, body, _ := strings.Cut(b.String(), "$enddefinitions $end\n")
	fmt.Println(err)
	fmt.Print(body)
	// Output:
	// <nil>
	// #20000
	// 0!
	// 1#
	// 0%
	// 0'
	// b0 )
	// b0 +
	// b10000011 -
	// b0 /
	// b0 1
	// b101111 3
	// #25000
	// 1!
	// b0 3
	// #30000
	// 0!
	// #35000
	// 1!
}

func TestWavesOfNoSteps(t *testing.T) {
	d := design(t, 8)
	j := verif.Job{Design: d, Stim: stimulus(t, d, 10)}
	require.ErrorContains(t, verif.Waves(context.Background(), io.Discard, j, 10, 20), "waves of steps 10 to 9: the stimulus has 10")
	require.NoError(t, verif.Waves(context.Background(), io.Discard, j, -5, 20))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, verif.Waves(ctx, io.Discard, j, 0, 5), context.Canceled)
}

// failed is a test that has failed.
type failed struct {
	testing.TB
	cleanup func()
	log     string
}

func (f *failed) Failed() bool                    { return true }
func (f *failed) Cleanup(c func())                { f.cleanup = c }
func (f *failed) Logf(format string, args ...any) { f.log += fmt.Sprintf(format, args...) }

func TestWavesOnFailure(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s, err := sim.New(design(t, 8), sim.Options{})
	require.NoError(t, err)
	text := lastWaves(t, s, 1000)
	require.Contains(t, text, "\n#9995000\n")
	require.NotContains(t, text, "\n#9940000\n")
}

// lastWaves is the waves of the last 50 ns of a test that fails after n cycles.
func lastWaves(t *testing.T, s *sim.Sim, n int) string {
	f := &failed{TB: t}
	verif.WavesOnFailure(f, s, 50*sim.Ns)
	require.NoError(t, s.StepN(nil, n))
	f.cleanup()
	name, ok := strings.CutPrefix(f.log, "waves: ")
	require.True(t, ok, f.log)
	require.Contains(t, name, t.Name()+"-")
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

// What was recorded is shown if that is less than was asked for.
func TestWavesOnFailureSoonAfterTheStart(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s, err := sim.New(design(t, 8), sim.Options{})
	require.NoError(t, err)
	require.NoError(t, s.StepN(nil, 10))
	text := lastWaves(t, s, 2)
	require.Contains(t, text, "\n#95000\n")
	require.Contains(t, text, "\n#115000\n")
}
