package verbs

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/cmd/npugen/internal/command"
	"npugen/verif/simbench"
)

// What is wrong is an error, and the figures are printed all the same.
func TestBenchReport(t *testing.T) {
	good := simbench.Report{Design: "good", Engines: []simbench.Row{
		{Name: "interpreter", BuildSeconds: 0.0124, CyclesPerSecond: 1234.5, Hash: "0011223344556677"},
		{Name: "verilator", BuildSeconds: 12, CyclesPerSecond: 1000, Hash: "0011223344556677"},
		{Name: "icarus", Skipped: "iverilog is not installed"},
	}}
	bad := simbench.Report{Design: "bad", Engines: []simbench.Row{
		{Name: "interpreter", BuildSeconds: 1, CyclesPerSecond: 2_000_000, Hash: "aa"},
		{Name: "compiled", Error: "bad on compiled: broke"},
		{Name: "verilator", BuildSeconds: 1, CyclesPerSecond: 1000, Hash: "bb"},
	}}
	var out strings.Builder
	a := &benchArgs{}
	require.NoError(t, a.report(command.IO{Out: &out}, []simbench.Report{good}))
	out.Reset()
	err := a.report(command.IO{Out: &out}, []simbench.Report{good, bad})
	require.EqualError(t, err, "bad on compiled: broke\nbad: the digests differ: interpreter has aa, verilator has bb")
	require.Equal(t, `design  engine       build s  cycles/s  digest            vs verilator
good    interpreter  0.012    1234      0011223344556677  1.23 x
good    verilator    12.000   1000      0011223344556677  1 x
good    icarus       -        -         -                 iverilog is not installed
bad     interpreter  1.000    2000000   aa                2000 x
bad     compiled     -        -         -                 failed
bad     verilator    1.000    1000      bb                1 x
`, out.String())

	out.Reset()
	a.json = true
	require.Error(t, a.report(command.IO{Out: &out}, []simbench.Report{bad}))
	require.True(t, strings.HasPrefix(out.String(), "{\n  \"design\": \"bad\",\n"), out.String())
	require.Contains(t, out.String(), `"error": "bad on compiled: broke"`)
}
