package ecc

import (
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/sim"
)

// All single errors are corrected and all double errors detected.
func TestCodec(t *testing.T) {
	c := hdl.MustElaborate(Codec{})
	s, err := sim.New(c.Design, sim.Options{})
	require.NoError(t, err)
	word, flip, back := s.Must("word"), s.Must("flip"), s.Must("back_word")
	corrected, bad := s.Must("back_corrected"), s.Must("back_bad")
	rng := rand.New(rand.NewPCG(1, 2))
	try := func(errors ...int) {
		v, f := rng.Uint64(), new(big.Int)
		for _, e := range errors {
			f.SetBit(f, e, 1)
		}
		word.SetUint(v)
		flip.SetBig(f)
		require.Equal(t, len(errors) == 1, corrected.Bool(), errors)
		require.Equal(t, len(errors) == 2, bad.Bool(), errors)
		if len(errors) < 2 {
			require.Equal(t, v, back.Uint(), errors)
		}
		require.Equal(t, uint64(CheckOf(v)), new(big.Int).Rsh(s.Must("stored").Bits(), WordBits).Uint64())
	}
	try()
	for i := range WordBits + CheckBits {
		try(i)
		for k := range i {
			try(i, k)
		}
	}
}

func TestColumns(t *testing.T) {
	seen := map[uint8]bool{}
	for _, c := range columns() {
		require.Equal(t, 1, bits.OnesCount8(c)%2)
		require.Greater(t, bits.OnesCount8(c), 1)
		require.False(t, seen[c])
		seen[c] = true
	}
}
