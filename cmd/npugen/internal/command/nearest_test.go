package command

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNearest(t *testing.T) {
	known := []string{"presets", "gen", "gemm", "version", "completion", "help"}
	for word, want := range map[string]string{
		"presets": "presets", "preset": "presets", "prestes": "presets", "PRESETS": "presets",
		"gemn": "gemm", "gne": "gen", "ge": "gen", "complete": "completion", "comp": "completion", "hlep": "help",
		"xyzzy": "", "": "", "bench": "", "run": "",
	} {
		require.Equal(t, want, Nearest(word, known), word)
	}
}

func TestDistance(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "ab", 1}, {"abc", "xbc", 1}, {"kitten", "sitting", 3}} {
		require.Equal(t, x.want, distance(x.a, x.b), "%s %s", x.a, x.b)
		require.Equal(t, x.want, distance(x.b, x.a), "%s %s", x.b, x.a)
	}
}
