package config

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The worst files that fit the limit are refused within seconds.
func TestDeepAndWideFiles(t *testing.T) {
	for _, unit := range []string{"[", "{a: ", "- ", "a: &x *x\n", "? ", "'", "a\n", "&a "} {
		start := time.Now()
		_, err := Parse("deep.yaml", []byte(strings.Repeat(unit, maxBytes/len(unit))))
		require.Error(t, err, unit)
		require.Less(t, time.Since(start), 10*time.Second, unit)
		t.Log(unit, time.Since(start))
	}
}
