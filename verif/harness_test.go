package verif_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/verif"
)

func stimulus(t testing.TB, d *ir.Design, steps int) *verif.Stimulus {
	t.Helper()
	s, err := verif.RandomStimulus(d, steps, 7)
	require.NoError(t, err)
	return s
}

func run(t testing.TB, j verif.Job, e verif.Engine) *verif.Result {
	t.Helper()
	r, err := verif.Run(context.Background(), j.Design, j.Stim, e, verif.Options{})
	require.NoError(t, err)
	return r
}

// The comparison must see a single wrong bit, wherever it is.
func TestCompareFindsOneBit(t *testing.T) {
	d := design(t, 65)
	j := verif.Job{Name: "counter", Design: d, Stim: stimulus(t, d, 50)}
	a, b := run(t, j, verif.Simulator), run(t, j, verif.Simulator)
	require.Nil(t, verif.Compare(j, a, b))

	last := b.Out.Columns[2].Port // a vector of three elements of 7 bits
	b.Engine = verif.Icarus
	b.Out.Row(30)[b.Out.Columns[2].First] ^= 1 << 20 // the top bit of element 2
	diff := verif.Compare(j, a, b)
	require.NotNil(t, diff)
	require.Equal(t, last, diff.Port)
	require.Equal(t, 2, diff.Elem)
	require.Equal(t, 30, diff.Step)
	require.Equal(t, int64(305_000), diff.Time)
	require.Len(t, diff.Context, 7)
	require.Contains(t, diff.String(), "counter: output last[2] differs at step 30 (305000 ps): go ")
	require.Contains(t, diff.String(), "cosim_test.go:")
}

func TestCompareFindsUnknown(t *testing.T) {
	d := design(t, 8)
	j := verif.Job{Design: d, Stim: stimulus(t, d, 10)}
	a, b := run(t, j, verif.Reference), run(t, j, verif.Simulator)
	b.Unknown = []verif.Unknown{{Step: 4, Port: b.Out.Columns[0].Port, Text: "x3"}}
	require.Contains(t, verif.Compare(j, a, b).String(), "at step 4 (45000 ps): reference")
}

// A mutation of the netlist must be seen by every engine.
func TestMutationIsSeen(t *testing.T) {
	for _, e := range []verif.Engine{verif.Simulator, verif.Icarus, verif.Verilator} {
		if err := e.Available(); err != nil {
			t.Log(err)
			continue
		}
		good := design(t, 8)
		j := verif.Job{Design: good, Stim: stimulus(t, good, 60)}
		want := run(t, j, verif.Reference)
		for _, s := range good.Top.Signals {
			if s.Kind == ir.Reg && s.Init != nil {
				s.Init[0] = ir.Wrap(ir.Mask(3), s.Type.Width) // another reset value
			}
		}
		require.NotNil(t, verif.Compare(j, want, run(t, j, e)), "%s", e)
	}
}

func TestMissingTool(t *testing.T) {
	d := design(t, 8)
	t.Setenv("PATH", t.TempDir())
	for e, tool := range map[verif.Engine]string{verif.Icarus: "iverilog", verif.Verilator: "verilator"} {
		_, err := verif.Run(context.Background(), d, stimulus(t, d, 5), e, verif.Options{})
		var missing *verif.MissingToolError
		require.True(t, errors.As(err, &missing), "%v", err)
		require.Equal(t, tool, missing.Tool)
		require.ErrorContains(t, err, "engine "+string(e)+": "+tool+" is not installed: apt-get install "+tool)
	}
	_, err := verif.Run(context.Background(), d, stimulus(t, d, 5), "modelsim", verif.Options{})
	require.ErrorContains(t, err, `unknown engine "modelsim": want one of [go icarus verilator]`)
}

func TestKeptFiles(t *testing.T) {
	if err := verif.Icarus.Available(); err != nil {
		t.Skip(err)
	}
	d, dir := design(t, 8), t.TempDir()
	_, err := verif.Run(context.Background(), d, stimulus(t, d, 5), verif.Icarus, verif.Options{Dir: dir})
	require.NoError(t, err)
	text, err := os.ReadFile(dir + "/cosim.v")
	require.NoError(t, err)
	require.True(t, strings.Contains(string(text), "module counter_width8 ("), "one design keeps its names")
}

func TestClocks(t *testing.T) {
	d := design(t, 8)
	s, err := verif.NewStimulus(d, 3, verif.Clock{Port: "clk", Period: 4_000, Phase: 1_000})
	require.NoError(t, err)
	require.Equal(t, []int64{1_000, 5_000, 9_000}, s.Time)

	_, err = verif.NewStimulus(d, 3, verif.Clock{Port: "clock", Period: 4_000})
	require.EqualError(t, err, `stimulus: counter_width8 has no clock "clock"`)
	_, err = verif.NewStimulus(d, 3, verif.Clock{Port: "clk"})
	require.ErrorContains(t, err, "period 0 ps")
}

func TestResetsAreFound(t *testing.T) {
	d := design(t, 8)
	var names []string
	for s := range verif.Resets(d) {
		names = append(names, s.Name)
	}
	require.Equal(t, []string{"rst"}, names)
	s := stimulus(t, d, 20)
	rst := s.In.Columns[0].Port
	require.Equal(t, "rst", rst.Name)
	require.Equal(t, uint64(1), s.In.Get(0, rst, 0).Uint64())
}

// A design that the tools warn of must be reported.
func TestLintSeesWarnings(t *testing.T) {
	if _, err := exec.LookPath("yosys"); err != nil {
		t.Skip(err)
	}
	d := design(t, 8)
	require.Empty(t, verif.LintDesign(context.Background(), d))
	loop := &ir.Signal{Name: "loop", Kind: ir.Output, Type: ir.Type{Width: 1}, Count: 1}
	ref := &ir.Node{Op: ir.OpRef, Width: 1, Sig: loop}
	loop.Drive = []*ir.Node{{Op: ir.OpNot, Width: 1, Args: []*ir.Node{ref}}}
	d.Top.Signals = append([]*ir.Signal{loop}, d.Top.Signals...)
	errs := verif.LintDesign(context.Background(), d)
	require.NotEmpty(t, errs)
	require.ErrorContains(t, errors.Join(errs...), "loop")
}
