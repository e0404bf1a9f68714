package access_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/isa/access"
	"npugen/isa/asm"
)

// Partners are pairs of lanes of a word; the last of an odd number stays, and a
// single lane exchanges words.
func TestPartner(t *testing.T) {
	for lanes, want := range map[int][]uint64{
		1: {1, 0, 3, 2, 5, 4},
		2: {1, 0, 3, 2, 5, 4},
		3: {1, 0, 2, 4, 3, 5},
		5: {1, 0, 3, 2, 4, 6, 5, 8, 7, 9},
		6: {1, 0, 3, 2, 5, 4, 7, 6},
	} {
		for e, partner := range want {
			require.Equal(t, partner, access.Partner(bundle.Shape{Lanes: lanes}, uint64(e)), "%d lanes, element %d", lanes, e)
		}
	}
}

// Addresses of lanes that do not exist are refused, and so are swaps that would
// need them.
func TestOddLanes(t *testing.T) {
	s := bundle.Shape{Rows: 12, Cols: 12, Lanes: 3, VBWords: 64, ABRows: 16, SBWords: 16, AccDepth: 4, Channels: 1}
	for text, want := range map[string]string{
		"MAP n0=1 n1=1 len=3 a=4 d=8 keep=1":          "",
		"MAP n0=1 n1=1 len=1 a=7":                     "MAP a 7: want a lane below 3 in its lower 2 bits",
		"MAP n0=2 n1=1 len=1 a_s0=3":                  "MAP a_s0 3: want a lane below 3 in its lower 2 bits",
		"MAP n0=3 n1=1 len=1 a_s0=2 d=20 keep=1":      "", // elements 0, 2 and 4
		"LOAD d=5":                                    "LOAD d 4: want a multiple of 3",
		"MAP n0=1 n1=1 len=5 swap=1 d=16 keep=1":      "",
		"MAP n0=1 n1=1 len=4 swap=1 d=16 keep=1":      "MAP len 4: want an even number in the last word (swap; at i0 = 0)",
		"MAP n0=1 n1=1 len=2 a=1 swap=1":              "MAP a 1: want a multiple of 3",
		"MATMUL m=1 kt=1 nt=1 last_rows=1 d_stride=2": "MATMUL d_stride 2: want a multiple of 3",
	} {
		program, err := asm.Assemble("x", text)
		require.NoError(t, err)
		_, err = access.Of(s, program[0])
		if want == "" {
			require.NoError(t, err, text)
			continue
		}
		require.EqualError(t, err, want, text)
	}
}
