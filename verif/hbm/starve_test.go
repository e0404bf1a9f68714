package hbm

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var starveFrames = flag.Int("starve-frames", 29, "depth of TestStarvationBounded in frames; each more costs three times the time")

// starveLimit is the frames that an overdue read may wait in the small scheduler:
// three before it, each with a row of its own in its bank, and a refresh.
const starveLimit = 20

// No overdue read starves: proven for all traffic of reads in the first frames
// after reset (bounded, not for ever), for the small scheduler of
// TestDebtBounded, with the ticks of the age limit at any time. A scheduler that
// does not give an overdue read its bank lets one wait for longer.
func TestStarvationBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("the proof takes seconds")
	}
	text, top := starveText(t)
	require.Contains(t, boundedModelCheck(t, text, top, *starveFrames), fmt.Sprintf("No output asserted in %d frames", *starveFrames))
	const urgent = "r_late & ~r_hit"
	require.Equal(t, 1, strings.Count(text, urgent))
	text = strings.Replace(text, urgent, "4'd0 & ~r_hit", 1)
	require.Contains(t, boundedModelCheck(t, text, top, *starveFrames), "was asserted in frame", "a scheduler without the age limit was proven")
}

// starveText is the small scheduler without writes, with free ticks, and with an
// assertion on how long each entry has been overdue.
func starveText(t *testing.T) (text, top string) {
	t.Helper()
	text, top = debtText(t, "1'b0")
	for _, change := range [][2]string{
		{fmt.Sprintf("assert (refresh_owed <= %d);", debtBound), ";"},
		{"    input  wire                 write_valid,\n", "    input  wire                 any_tick,\n"},
		{"  wire stop = 1'b0;\n", "  wire stop = 1'b0;\n  wire write_valid = 1'b0;\n"},
		{"assign age_tick = step && (age == 12'd255);", "assign age_tick = any_tick;"},
	} {
		var once bool
		text, once = replaceOnce(text, change[0], change[1])
		require.True(t, once, change[0])
	}
	var claims strings.Builder
	for i := range 4 {
		fmt.Fprintf(&claims, "  reg [5:0] wait_%[1]d = 0;\n  always @(posedge clk) wait_%[1]d <= (r_late[%[1]d] && !r_leave[%[1]d] && !rst) ? wait_%[1]d + 6'd1 : 6'd0;\n", i)
		fmt.Fprintf(&claims, "  always @(posedge clk) if (!rst) assert (wait_%d <= %d);\n", i, starveLimit)
	}
	end := strings.LastIndex(text, "endmodule")
	return text[:end] + claims.String() + text[end:], top
}
