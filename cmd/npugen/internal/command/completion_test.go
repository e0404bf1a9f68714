package command

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWordsAreQuoted: what stands in a description cannot break a script.
func TestWordsAreQuoted(t *testing.T) {
	v := []verbWords{{name: "do", short: "it's `this` $HOME", flags: []flagWords{
		{name: "a", usage: `x [y]: "z" \ it's`, metavar: "X", kind: oneOf, choices: []string{"p", "q"}}}}}
	require.Contains(t, zsh("tool", v), `'do:it'\''s `+"`this`"+` $HOME'`)
	require.Contains(t, zsh("tool", v), `'--a=[x \[y\]\: "z" \\ it'\''s]:X:(p q)'`)
	require.Contains(t, fish("tool", v), `-a do -d 'it\'s `+"`this`"+` $HOME'`)
	require.Contains(t, fish("tool", v), `-l a -x -a 'p q' -d 'x [y]: "z" \\ it\'s'`)
	require.NotContains(t, bash("tool", v), "HOME", "bash shows no descriptions")
}
