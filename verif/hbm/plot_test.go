package hbm

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A plot is well-formed, has a bar for each latency that there is, and survives
// a run without reads.
func TestPlot(t *testing.T) {
	for _, c := range []struct {
		r    Result
		bars int
	}{
		{Result{Cycles: 2500, Bandwidth: []float64{90, 100, 40}, Latencies: []int{40, 41, 300}, LatencyP99: 300}, 2},
		{Result{Cycles: 1}, 0},
	} {
		var b strings.Builder
		require.NoError(t, c.r.WriteSVG(&b, "a < b & c"))
		d := xml.NewDecoder(strings.NewReader(b.String()))
		for {
			if _, err := d.Token(); err != nil {
				require.True(t, errors.Is(err, io.EOF), err)
				break
			}
		}
		require.Equal(t, c.bars, strings.Count(b.String(), `height=`)-2)
		require.Contains(t, b.String(), "a &lt; b &amp; c")
		require.NotContains(t, b.String(), "NaN")
		require.NotContains(t, b.String(), "Inf")
	}
	// 40 % of 1000 cycles in the last 500 are 80 % of those
	var b strings.Builder
	require.NoError(t, (&Result{Cycles: 2500, Bandwidth: []float64{90, 100, 40}}).WriteSVG(&b, ""))
	require.Contains(t, b.String(), "636.8,100.0 780.0,100.0")
}
