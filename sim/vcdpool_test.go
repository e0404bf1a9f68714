package sim

import (
	"errors"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/sim/internal/irtest"
)

// longDump runs an array long enough for many texts, in stretches between
// pokes, some of which are at a time that has been looked at.
func longDump(t *testing.T, e Engine, w io.Writer) error {
	s := on(t, irtest.Array(6, 8, 32), e)
	v, err := s.VCD(w, VCDOptions{})
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		for i := range 6 {
			s.Must("a").At(i).SetUint(uint64(r.IntN(256)))
		}
		s.PokeName("load", int64(r.IntN(2)))
		switch r.IntN(3) {
		case 0:
			require.NoError(t, s.Step())
		case 1:
			require.NoError(t, s.RunUntil(s.Time()+Time(r.IntN(100))*Ns))
		default:
			require.NoError(t, s.StepN(nil, 1+r.IntN(200)))
		}
	}
	return v.Close()
}

// Texts made at once are written in order, whoever looks.
func TestVCDOfManyTextsIsTheSameOnBothEngines(t *testing.T) {
	var sums [2]uint64
	var sizes [2]counter
	for i, e := range []Engine{Interpreter, Compiled} {
		h := fnv.New64a()
		require.NoError(t, longDump(t, e, io.MultiWriter(h, &sizes[i])))
		sums[i] = h.Sum64()
	}
	require.Equal(t, sizes[0].bytes, sizes[1].bytes)
	require.Equal(t, sums[0], sums[1])
	for _, c := range sizes {
		require.Greater(t, c.writes, 5, "texts")
	}
}

// counter counts what is written, and refuses from a write on, if that is not 0.
type counter struct{ bytes, writes, refuse int }

var errFull = errors.New("the disk is full")

func (c *counter) Write(p []byte) (int, error) {
	c.bytes += len(p)
	c.writes++
	if c.refuse > 0 && c.writes >= c.refuse {
		return 0, errFull
	}
	return len(p), nil
}

// The first error of the writer is returned at the end, and nothing is written
// after it.
func TestVCDWriterFails(t *testing.T) {
	c := &counter{refuse: 4}
	require.ErrorIs(t, longDump(t, Compiled, c), errFull)
	require.Equal(t, c.refuse, c.writes)
}
