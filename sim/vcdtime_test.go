package sim

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEightDigits(t *testing.T) {
	check := func(v uint64) {
		d, want := eightDigits(v), strconv.FormatUint(lowTime+v, 10)[1:]
		for i := range 8 {
			require.Equal(t, want[i], byte(d>>(8*i)), "%d", v)
		}
	}
	for v := range uint64(10_000) {
		check(v)
		check(v * 10_000)
		check(9999 - v + v*10_000)
	}
}

func TestVCDTime(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x := &vcdTime{}
	for range 20_000 {
		now := Time(r.Uint64() >> 1 >> r.IntN(63))
		for range 1 + r.IntN(3) {
			var b [timeRoom]byte
			n := x.put(&b, now)
			require.Equal(t, strconv.FormatInt(int64(now), 10), string(b[:n]))
			now += min(Time(r.IntN(1000)), forever-now)
		}
	}
}
