package profile

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDelays(t *testing.T) {
	p, err := Preset("hbm2-2000-8gb")
	require.NoError(t, err)
	for _, c := range []struct {
		delay Delay
		want  int
		err   string
	}{
		{"tRC", 48, ""},
		{"WL+BL+max(tWR-tRTP,tWTRL)", 18, ""},
		{"tRP - act_to", 13, ""},
		{"3", 3, ""},
		{"tXYZ", 0, `delay "tXYZ": "tXYZ" is no timing`},
		{"max(1", 0, "max wants two values"},
		{"max(1,2", 0, "max is not closed"},
		{"1)", 0, `")" is left over`},
		{"", 0, `"" is no timing`},
	} {
		got, err := c.delay.Cycles(p.Timings)
		if c.err != "" {
			require.ErrorContains(t, err, c.err)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, c.want, got, c.delay)
	}
}

// Every rule has a delay, and a name of its own.
func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		require.False(t, seen[r.Name], r.Name)
		seen[r.Name] = true
		for _, name := range Names() {
			p, err := Preset(name)
			require.NoError(t, err)
			n, err := r.Delay.Cycles(p.Timings)
			require.NoError(t, err)
			require.Positive(t, n, r)
		}
	}
}

func TestDistance(t *testing.T) {
	p, err := Preset("hbm2-2000-8gb")
	require.NoError(t, err)
	for _, c := range []struct {
		from, to Command
		scope    Scope
		want     int
	}{
		{ACT, ACT, Bank, 48}, {ACT, ACT, Group, 4}, {ACT, RD, Bank, 15}, {ACT, WRA, Bank, 13},
		{ACT, RD, Pseudo, 0}, {RD, WR, Pseudo, 13}, {WR, RD, Group, 15}, {WR, RD, Pseudo, 13},
		{RDA, ACT, Bank, 18}, {WRA, ACT, Bank, 36}, {REFSB, ACT, Bank, 159}, {REFSB, ACT, Pseudo, 7},
	} {
		require.Equal(t, c.want, p.Distance(c.from, c.to, c.scope), "%v %v %v", c.from, c.to, c.scope)
	}
	c, ok := ParseCommand("RDA")
	require.True(t, ok)
	require.Equal(t, RDA, c)
	_, ok = ParseCommand("NOP")
	require.False(t, ok)
	require.True(t, RD.Column())
	require.False(t, REFAB.Column())
	require.Equal(t, "tRC: [ACT] -> [ACT], bank: tRC", Rules()[0].String())
}
