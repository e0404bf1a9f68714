package matmul

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/gen/config"
	"npugen/model/modeltest"
	"npugen/verif"
)

const small = `
name: small
clock_mhz: 100
array: {rows: 3, cols: 4}
unified_buffer: {bytes: 1 KiB, banks: 2}
accumulators: {depth: 8}
`

func smallConfig(t *testing.T) config.Config {
	c, err := config.Parse("small.yaml", []byte(small))
	require.NoError(t, err)
	return c
}

func quiet(string, ...any) {}

func tiny(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "tiny.bin")
	require.NoError(t, os.WriteFile(path, modeltest.Llama2c(modeltest.Tiny(), 3), 0o666))
	return path
}

// ran is a product that was run, with its job and base result.
func ran(t *testing.T) (*run, verif.Job, *verif.Result) {
	p, err := Load(Source{Model: tiny(t), Tensor: "w1", Layer: 1, Vectors: 10})
	require.NoError(t, err)
	r, err := start(p, smallConfig(t), Options{Seed: 5, Step: quiet})
	require.NoError(t, err)
	require.NoError(t, r.drive())
	job, err := replay(r.machine.Design, r.recording, 5)
	require.NoError(t, err)
	base, err := verif.RunAll(t.Context(), []verif.Job{job}, verif.Simulator, verif.Options{})
	require.NoError(t, err)
	return r, job, base[0]
}

// TestReplayIsTheSameRun: the outputs, read from outside, tell what the driver
// counted.
func TestReplayIsTheSameRun(t *testing.T) {
	r, job, base := ran(t)
	e, err := r.judge(job, base, base)
	require.NoError(t, err)
	require.True(t, e.Match, e.Mismatch)
	require.True(t, r.driven.Match)
	require.Equal(t, r.driven.Cycles, e.Cycles)
	require.Equal(t, r.driven.UsefulPct, e.UsefulPct)
}

// TestReferenceEngine runs the product on the simulator that is right by
// definition.
func TestReferenceEngine(t *testing.T) {
	r, job, base := ran(t)
	got, err := verif.RunAll(t.Context(), []verif.Job{job}, verif.Reference, verif.Options{})
	require.NoError(t, err)
	e, err := r.judge(job, got[0], base)
	require.NoError(t, err)
	require.True(t, e.Match, e.Mismatch)
}

// TestMismatches: one wrong bit anywhere is found and placed.
func TestMismatches(t *testing.T) {
	r, job, base := ran(t)
	ports := portsOf(job.Design)
	flip := func(step int, port string, elem int) *verif.Result {
		got, out := *base, *base.Out
		out.Data = append([]uint64(nil), base.Out.Data...)
		got.Out, got.Engine = &out, verif.Icarus
		p := ports[port]
		v := out.Get(step, p, elem)
		out.Set(step, p, elem, v.SetBit(v, 0, 1-v.Bit(0)))
		return &got
	}
	s, err := read(job, base.Out, r.plan)
	require.NoError(t, err)
	at := s.vectors[3]

	e, err := r.judge(job, flip(at.step, "result_values", 2), base)
	require.NoError(t, err)
	require.False(t, e.Match)
	require.Contains(t, e.Mismatch, "output result_values[2] differs at step")
	require.Contains(t, e.Mismatch, "declared at npugen/gen/")

	e, err = r.judge(job, flip(1, "stats_active", 0), base)
	require.NoError(t, err)
	require.False(t, e.Match, "an output that is no result counts too")

	wrong := flip(at.step, "result_values", 2)
	e, err = r.judge(job, wrong, wrong)
	require.NoError(t, err)
	require.False(t, e.Match, "all engines may be wrong in the same way")
	require.Regexp(t, `^output result_values\[2\] in cycle \d+: -?\d+, want -?\d+ \(row \d+, column \d+ of the product\)\n\tdeclared at npugen/gen/\S+\.go:\d+$`, e.Mismatch)

	last := s.vectors[len(s.vectors)-1]
	_, err = r.judge(job, flip(last.step, "result_valid", 0), base)
	require.ErrorContains(t, err, "the results end after")
}

func TestRun(t *testing.T) {
	for _, tensor := range []string{"wq", "wk", "wo", "w2", "wcls"} {
		p, err := Load(Source{Model: tiny(t), Tensor: tensor, Vectors: 4})
		require.NoError(t, err)
		r, err := Run(t.Context(), p, smallConfig(t), Options{Engines: []verif.Engine{verif.Simulator}, Step: quiet})
		require.NoError(t, err)
		require.True(t, r.Match())
		require.Len(t, r.Engines, 1)
		require.Equal(t, []int{p.M(), p.K(), p.N()}, []int{r.M, r.K, r.N})
		require.Greater(t, r.RelErrorFP32, 0.0)
		require.Less(t, r.RelErrorFP32, 0.03, "int8 keeps two digits")
	}
}

// TestRelativeError: sums that are twice too large are wrong by 100 %.
func TestRelativeError(t *testing.T) {
	p, err := Load(Source{Vectors: 8, Seed: 1})
	require.NoError(t, err)
	sums, err := p.Reference()
	require.NoError(t, err)
	good, err := p.RelativeError(sums)
	require.NoError(t, err)
	for i := range sums.Data {
		sums.Data[i] *= 2
	}
	bad, err := p.RelativeError(sums)
	require.NoError(t, err)
	require.InDelta(t, 1, bad, 0.05)
	require.Less(t, good, 0.02)
	require.False(t, math.IsNaN(good))
}

func TestWaves(t *testing.T) {
	p, err := Load(Source{Model: tiny(t), Tensor: "wq", Vectors: 1})
	require.NoError(t, err)
	var vcd [2]bytes.Buffer
	for i := range vcd {
		_, err = Run(t.Context(), p, smallConfig(t), Options{Engines: []verif.Engine{verif.Simulator}, VCD: &vcd[i], Step: quiet})
		require.NoError(t, err)
	}
	require.Equal(t, vcd[0].String(), vcd[1].String())
	require.Contains(t, vcd[0].String(), "result_valid")
}
