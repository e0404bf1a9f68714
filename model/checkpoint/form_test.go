package checkpoint

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// All 65,536 halves, against the definition.
func TestFromHalf(t *testing.T) {
	for h := range 1 << 16 {
		exponent, fraction := h>>10&31, float64(h&1023)
		want := math.Ldexp(1024+fraction, exponent-25)
		switch {
		case exponent == 0:
			want = math.Ldexp(fraction, -24)
		case exponent == 31 && fraction == 0:
			want = math.Inf(1)
		case exponent == 31:
			require.True(t, math.IsNaN(float64(fromHalf(uint16(h)))))
			continue
		}
		want = math.Copysign(want, 1-2*float64(h>>15))
		require.Equal(t, float32(want), fromHalf(uint16(h)), "%04x", h)
		require.Equal(t, h>>15 == 1, math.Signbit(float64(fromHalf(uint16(h)))))
	}
}

func TestDecode(t *testing.T) {
	bf := binary.LittleEndian.AppendUint16(nil, 0x3fc0)
	got, err := form{kind: bf16}.decode(bf, 1)
	require.NoError(t, err)
	require.Equal(t, []float32{1.5}, got)

	scales := binary.LittleEndian.AppendUint32([]byte{1, 0xff, 127, 0x81}, math.Float32bits(0.5))
	scales = binary.LittleEndian.AppendUint32(scales, math.Float32bits(2))
	got, err = form{kind: int8kind, group: 2}.decode(scales, 4)
	require.NoError(t, err)
	require.Equal(t, []float32{0.5, -0.5, 254, -254}, got)
}
