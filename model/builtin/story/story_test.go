package story

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func stories(seed uint64, n int) []string {
	rng := rand.New(rand.NewPCG(seed, 0))
	var all []string
	for range n {
		all = append(all, Write(rng))
	}
	return all
}

func TestStoriesAreWellFormed(t *testing.T) {
	ascii := regexp.MustCompile(`^[A-Za-z ,.!?"]+[.]$`)
	for _, s := range stories(1, 2000) {
		require.Regexp(t, ascii, s, "no placeholder is left")
		require.NotContains(t, s, "  ")
		require.NotRegexp(t, `\ba [aeiou]`, s)
		require.Zero(t, strings.Count(s, `"`)%2)
		n := len(strings.Fields(s))
		require.True(t, 60 <= n && n <= 110, "%d words: %s", n, s)
	}
}

// A pronoun that begins the second sentence is that of the name before it.
func TestPronounsAgree(t *testing.T) {
	first := regexp.MustCompile(`^(?:Once [^.]* named |)(\w+)(?: was [^.]*|)\. (He|She) lived`)
	seen := map[string]string{}
	for _, s := range stories(2, 2000) {
		m := first.FindStringSubmatch(s)
		require.NotNil(t, m, s)
		if before, ok := seen[m[1]]; ok {
			require.Equal(t, before, m[2], m[1])
		}
		seen[m[1]] = m[2]
		if strings.Contains(s, " girl named ") {
			require.Equal(t, "She", m[2])
		}
		if strings.Contains(s, " boy named ") {
			require.Equal(t, "He", m[2])
		}
	}
	require.Len(t, seen, len(girls)+len(boys))
}

func TestSourceFixesTheStories(t *testing.T) {
	require.Equal(t, stories(3, 20), stories(3, 20))
	require.NotEqual(t, stories(3, 20), stories(4, 20))
}
