package verif

import (
	"math/big"
	"math/rand/v2"

	"npugen/hdl/ir"
)

// resetSteps is how many steps a random stimulus holds the resets at its
// start: enough for a few edges of every clock.
const resetSteps = 8

// RandomStimulus is steps steps of random inputs from a seed. A third of the
// values are corners of the port's type (0, 1, all ones, the greatest and least
// signed values), a third repeat the value before. Inputs that are resets are
// high for the first 8 steps and low from then on, except for a rare pulse.
func RandomStimulus(d *ir.Design, steps int, seed uint64, clocks ...Clock) (*Stimulus, error) {
	s, err := NewStimulus(d, steps, clocks...)
	if err != nil {
		return nil, err
	}
	s.Seed = seed
	r := rand.New(rand.NewPCG(seed, 0x5717))
	resets := Resets(d)
	for step := range steps {
		for _, c := range s.In.Columns {
			if resets[c.Port] {
				if step < resetSteps || r.IntN(100) == 0 {
					s.In.Set(step, c.Port, 0, big.NewInt(1))
				}
				continue
			}
			for e := range c.Port.Count {
				if step > 0 && r.IntN(3) == 0 {
					s.In.Set(step, c.Port, e, s.In.Get(step-1, c.Port, e))
					continue
				}
				s.In.Set(step, c.Port, e, RandomValue(r, c.Port.Type))
			}
		}
	}
	return s, nil
}

// RandomValue is random raw bits of type t, every other time a corner. An
// enumeration gets one of its members.
func RandomValue(r *rand.Rand, t ir.Type) *big.Int {
	if t.Enum != nil && len(t.Enum.Members) > 0 {
		return new(big.Int).SetUint64(t.Enum.Members[r.IntN(len(t.Enum.Members))].Value)
	}
	if r.IntN(2) == 0 {
		c := Corners(t.Width)
		return c[r.IntN(len(c))]
	}
	v := new(big.Int)
	for w := 0; w < t.Width; w += 64 {
		v.Lsh(v, 64)
		v.Or(v, new(big.Int).SetUint64(r.Uint64()))
	}
	v.And(v, ir.Mask(t.Width))
	if r.IntN(4) == 0 { // a small number
		v.Rsh(v, uint(r.IntN(t.Width)))
	}
	return v
}

// Corners are the raw bits at which arithmetic of w bits tends to break: 0, 1,
// all ones, all but the lowest bit, and the greatest and least signed values.
func Corners(w int) []*big.Int {
	top := new(big.Int).Lsh(big.NewInt(1), uint(w-1))
	all := ir.Mask(w)
	out := []*big.Int{new(big.Int), big.NewInt(1), all}
	if w > 1 {
		one := big.NewInt(1)
		out = append(out, top, new(big.Int).Sub(top, one), new(big.Int).Sub(all, one))
	}
	return out
}
