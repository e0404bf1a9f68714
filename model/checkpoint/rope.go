package checkpoint

import (
	"fmt"
	"math"
)

// RopeScaling slows the rotation of a model for sequences longer than those it
// was first trained on; the zero value does not. There are two kinds, as the
// transformers library has them: linear divides all frequencies by Factor;
// llama3 (Low and High are not 0) divides those that turn less than Low times
// in Original positions, leaves those that turn more than High times, and blends
// between.
type RopeScaling struct {
	Factor    float32
	Low, High float32
	Original  int
}

// Frequency is the radians by which pair i of a head turns from one position to
// the next: Theta^(-2i/HeadSize) (Su et al., 2021), scaled.
func (c Config) Frequency(i int) float32 {
	f := float32(1 / math.Pow(float64(c.Theta()), float64(2*i)/float64(c.HeadSize())))
	return c.Scaling.scale(f)
}

func (s RopeScaling) scale(f float32) float32 {
	if s == (RopeScaling{}) {
		return f
	}
	slow, turns := f/s.Factor, float32(s.Original)*f/(2*math.Pi)
	switch {
	case s.High == 0 || turns < s.Low:
		return slow
	case turns > s.High:
		return f
	}
	share := (turns - s.Low) / (s.High - s.Low)
	return (1-share)*slow + share*f
}

// check reports what no model can have.
func (s RopeScaling) check() error {
	switch {
	case s == (RopeScaling{}):
	case !(s.Factor > 0 && s.Factor <= math.MaxFloat32):
		return fmt.Errorf("rope_scaling: factor is %v, want a positive number", s.Factor)
	case s.Low == 0 && s.High == 0:
	case !(s.Low > 0 && s.Low < s.High && s.High <= math.MaxFloat32):
		return fmt.Errorf("rope_scaling: low_freq_factor is %v and high_freq_factor %v, want positive numbers, the second larger", s.Low, s.High)
	case s.Original < 1 || s.Original > maxTokens:
		return fmt.Errorf("rope_scaling: original_max_position_embeddings is %d, want 1..%d", s.Original, maxTokens)
	}
	return nil
}
