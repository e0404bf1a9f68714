package checkpoint

import (
	"encoding/binary"
	"fmt"
	"math"
)

// form is how the numbers of a tensor are stored, little-endian.
type form struct {
	kind  kind
	group int // int8: values that share a scale
}

type kind int

const (
	fp32     kind = iota
	fp16          // IEEE 754 binary16
	bf16          // the upper half of an fp32
	int8kind      // all values of the tensor, then an fp32 scale for each group
)

// bytes is the size of n numbers. Groups divide n.
func (f form) bytes(n int64) int64 {
	switch f.kind {
	case fp16, bf16:
		return 2 * n
	case int8kind:
		return n + n/int64(f.group)*4
	}
	return 4 * n
}

// decode is the numbers of raw bytes in fp32. All forms convert exactly, but for
// the product with an int8 scale, which is rounded.
func (f form) decode(raw []byte, n int64) ([]float32, error) {
	out := make([]float32, n)
	for i := range out {
		switch f.kind {
		case fp32:
			out[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		case fp16:
			out[i] = fromHalf(binary.LittleEndian.Uint16(raw[2*i:]))
		case bf16:
			out[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(raw[2*i:])) << 16)
		case int8kind:
			out[i] = float32(int8(raw[i]))
		}
	}
	if f.kind == int8kind {
		return out, f.scale(out, raw[n:])
	}
	return out, nil
}

// scale multiplies each group of values with its scale.
func (f form) scale(values []float32, scales []byte) error {
	for g := range len(values) / f.group {
		s := math.Float32frombits(binary.LittleEndian.Uint32(scales[4*g:]))
		if !(s >= 0 && s <= math.MaxFloat32) {
			return fmt.Errorf("scale of group %d is %v: want 0 or more: the file is damaged, or an early export.py wrote it, with all scales at the end", g, s)
		}
		for i := g * f.group; i < (g+1)*f.group; i++ {
			values[i] *= s
		}
	}
	return nil
}

// fromHalf converts an IEEE 754 binary16.
func fromHalf(h uint16) float32 {
	sign := uint32(h>>15) << 31
	exponent, fraction := uint32(h>>10&31), uint32(h&1023)
	switch exponent {
	case 0: // zero or subnormal: fraction * 2^-24
		return math.Float32frombits(sign | math.Float32bits(float32(fraction)/(1<<24)))
	case 31:
		return math.Float32frombits(sign | 0xff<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}
