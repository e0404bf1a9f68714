package quant_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/quant"
	"npugen/hdl"
	golden "npugen/model/quant"
	"npugen/sim"
)

type vector struct{ x, mult, shift, want int64 }

// stream sends vectors through a requantiser with stalls, one after the other,
// and compares each result, Latency enabled cycles later.
func stream(t *testing.T, def quant.Requant, vs []vector, r *rand.Rand) {
	c, err := hdl.Elaborate(def)
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: r.Uint64()})
	require.NoError(t, err)
	defer s.Close()
	x, mult, shift, en, y := s.Of(c.In.X), s.Of(c.In.Mult), s.Of(c.In.Shift), s.Of(c.In.En), s.Of(c.Out.Y)
	for i := 0; i < len(vs)+quant.Latency; {
		v := vs[min(i, len(vs)-1)]
		go1 := r.IntN(3) > 0
		x.Set(v.x)
		mult.Set(v.mult)
		shift.Set(v.shift)
		en.SetBool(go1)
		if k := i - quant.Latency; go1 && k >= 0 {
			require.Equal(t, vs[k].want, y.Int(), "%+v", vs[k])
		}
		require.NoError(t, s.Step())
		if go1 {
			i++
		}
	}
}

func TestRequantEqualsGoldenModel(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	def := quant.Requant{XW: 32, MultBits: 32, ShiftBits: 6, YW: 8}
	var vs []vector
	for range 4000 {
		f := golden.Requant{Mult: uint32(r.Uint64() >> (32 + r.IntN(32))), Shift: uint(r.IntN(64))}
		x := int32(r.Uint32()) >> r.IntN(32)
		vs = append(vs, vector{int64(x), int64(f.Mult), int64(f.Shift), int64(f.Apply(x))})
	}
	stream(t, def, vs, r)
}

// TestRequantEdges covers ties, the sign and both limits around every shift.
func TestRequantEdges(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var vs []vector
	for shift := range uint(64) {
		for _, x := range []int64{0, 1, -1, 1<<31 - 1, -1 << 31, 1 << (shift % 31), -1 << (shift % 31), 3 << (shift % 30)} {
			for _, mult := range []uint32{0, 1, 2, 3, 1 << 31, 1<<32 - 1} {
				f := golden.Requant{Mult: mult, Shift: shift}
				x32 := int32(min(max(x, -1<<31), 1<<31-1))
				vs = append(vs, vector{int64(x32), int64(mult), int64(shift), int64(f.Apply(x32))})
			}
		}
	}
	stream(t, quant.Requant{XW: 32, MultBits: 32, ShiftBits: 6, YW: 8}, vs, r)
}

func TestRequantWidths(t *testing.T) {
	for _, def := range []quant.Requant{
		{XW: 2, MultBits: 1, ShiftBits: 6, YW: 2},
		{XW: 20, MultBits: 8, ShiftBits: 3, YW: 4},
		{XW: 64, MultBits: 32, ShiftBits: 6, YW: 16},
		{XW: 24, MultBits: 16, ShiftBits: 5, YW: 32},
	} {
		t.Run(fmt.Sprintf("%+v", def), func(t *testing.T) {
			r := rand.New(rand.NewPCG(5, uint64(def.XW)))
			var vs []vector
			for range 500 {
				v := vector{x: int64(r.Uint64()) >> (64 - def.XW + r.IntN(def.XW)), mult: int64(r.Uint64() >> (64 - def.MultBits)),
					shift: int64(r.Uint64() >> (64 - def.ShiftBits))}
				v.want = exact(v, def.YW)
				vs = append(vs, v)
			}
			stream(t, def, vs, r)
		})
	}
}

// exact is the definition, in rational numbers: the nearest integer, an even
// one where two are as near.
func exact(v vector, w int) int64 {
	two := big.NewInt(2)
	d := new(big.Int).Lsh(big.NewInt(1), uint(v.shift))
	n := new(big.Int).Mul(big.NewInt(v.x), big.NewInt(v.mult))
	q, rest := new(big.Int).DivMod(n, d, new(big.Int))
	switch c := new(big.Int).Mul(rest, two).Cmp(d); {
	case c > 0, c == 0 && q.Bit(0) == 1:
		q.Add(q, big.NewInt(1))
	}
	most := big.NewInt(1<<(w-1) - 1)
	if q.CmpAbs(most) > 0 {
		return most.Int64() * int64(q.Sign())
	}
	return q.Int64()
}

func TestRequantRefuses(t *testing.T) {
	_, err := hdl.Elaborate(quant.Requant{XW: 65, MultBits: 33, ShiftBits: 7, YW: 1})
	for _, want := range []string{"x of 65 bits", "mult of 33 bits", "shift of 7 bits", "y of 1 bits"} {
		require.ErrorContains(t, err, want)
	}
}
