package engine

import (
	"testing"

	"npugen/sim/internal/irtest"
)

// FuzzDesign builds a random hierarchy (cells in grids in tiles, random
// expressions of random widths, registers, a memory, two clocks) and compares
// the engine with the reference.
func FuzzDesign(f *testing.F) {
	for seed := range uint64(150) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := rng(seed)
		compare(t, irtest.Random(r), 8, r)
	})
}
