package compiled

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/engine"
	"npugen/sim/internal/irtest"
)

// A trace of what another one looked at takes no more memory and code.
func TestTraceIsUsedAgain(t *testing.T) {
	b := newBoth(t, irtest.Array(4, 8, 32), 1)
	var all []engine.Loc
	for _, s := range b.signals {
		all = append(all, s.got)
	}
	first, some := b.got.Trace(all), b.got.Trace(all[:5])
	first.Look(nil)
	size := b.got.l.arena.next
	first.Release()
	require.Same(t, first, b.got.Trace(all))
	first.Release()
	some.Release()
	require.Same(t, some, b.got.Trace(all[:5]))
	require.Equal(t, size, b.got.l.arena.next)
	require.Same(t, first, b.got.Trace(all))
	require.NotSame(t, first, b.got.Trace(all), "two at a time")
	require.Greater(t, b.got.l.arena.next, size)
}
