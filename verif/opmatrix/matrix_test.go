package opmatrix_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/verif"
	"npugen/verif/opmatrix"
)

// boundary are the widths around the words of the tools.
var boundary = []int{1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129}

func equalWidths(widths []int) (out []opmatrix.Matrix) {
	for _, w := range widths {
		out = append(out, opmatrix.Matrix{WA: w, WB: w})
	}
	return out
}

func mixedWidths(widths []int) (out []opmatrix.Matrix) {
	for _, a := range widths {
		for _, b := range widths {
			if a != b {
				out = append(out, opmatrix.Matrix{WA: a, WB: b})
			}
		}
	}
	return out
}

func upTo(n int) (out []int) {
	for w := 1; w <= n; w++ {
		out = append(out, w)
	}
	return out
}

// check runs the matrices on an engine, some in one build.
func check(t *testing.T, e verif.Engine, random, batch int, xs []opmatrix.Matrix) {
	for part := range slices.Chunk(xs, batch) {
		var jobs []verif.Job
		for _, x := range part {
			j, err := x.Job(random)
			require.NoError(t, err)
			jobs = append(jobs, j)
		}
		rs := verif.CosimAll(t, jobs, e)
		for i, x := range part {
			for _, err := range x.Check(jobs[i], rs[i]) {
				t.Error(err)
				break // one operand pair a width is enough to read
			}
		}
	}
}

func TestReference(t *testing.T) {
	check(t, verif.Reference, 4, 20, equalWidths(boundary))
}

func TestSimulator(t *testing.T) {
	check(t, verif.Simulator, 60, 20, equalWidths(upTo(130)))
	check(t, verif.Simulator, 20, 20, mixedWidths(boundary))
}

func TestIcarus(t *testing.T) {
	check(t, verif.Icarus, 30, 65, equalWidths(upTo(130)))
	check(t, verif.Icarus, 10, 60, mixedWidths(boundary))
}

func TestVerilator(t *testing.T) {
	if testing.Short() {
		t.Skip("builds C++")
	}
	widths := append(upTo(9), boundary[2:]...)
	check(t, verif.Verilator, 60, 40, append(equalWidths(widths), mixedWidths([]int{1, 33, 64, 65, 128})...))
}
