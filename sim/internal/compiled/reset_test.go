package compiled

import (
	"fmt"
	"testing"

	"npugen/sim/internal/irtest"
)

// Asynchronous resets that change each other, and themselves, act in rounds on
// both engines: all that are active at once.
func TestResetsOfResets(t *testing.T) {
	for seed := range uint64(400) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rng(seed)
			newBothIn(t, irtest.RandomResets(r), seed, manner{checked: true, together: 1 + int(seed%3)}).run(t, 20, r)
		})
	}
}
