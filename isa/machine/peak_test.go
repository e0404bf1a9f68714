package machine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/isa"
	"npugen/isa/asm"
	"npugen/isa/isatest"
	"npugen/isa/machine"
)

// The maximum of a MATMUL with peak is that of a MAP over the same elements, to the
// last bit, wherever a row ends in its last tile, with infinities and NaNs among
// the scores; and so it is of rows that grow, and of none.
func TestPeakIsThatOfAPass(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 6))
	for range 300 {
		s := isatest.Shape(rng)
		s.VBWords, s.ABRows, s.SBWords, s.AccDepth = 4096, 64, 64, 8
		memory := machine.NewMemory()
		m, err := machine.New(s, memory, machine.Options{AnyBuffer: true})
		require.NoError(t, err)
		scale := func() uint32 { // infinities and NaNs now and then, so that rows without exist
			if rng.IntN(8) > 0 {
				return uint32(rng.IntN(1<<24)) + 0x3e000000
			}
			return isatest.Float(rng)
		}
		for i := range m.AB {
			m.AB[i].Scale = scale()
			for r := range m.AB[i].Q {
				m.AB[i].Q[r] = int8(rng.IntN(256) - 128)
			}
		}
		nt, kt := rng.IntN(4), 1+rng.IntN(2)
		rows := nt * (kt*(s.Rows+4) - 1)
		const line = 64
		var weights []byte
		for range rows * s.Cols {
			weights = append(weights, byte(rng.Uint32()))
		}
		for at := 0; at+4 <= len(weights); at += 4 { // some are scales
			if rng.IntN(3) == 0 {
				x := scale()
				copy(weights[at:], []byte{byte(x), byte(x >> 8), byte(x >> 16), byte(x >> 24)})
			}
		}
		memory.Write(64*line, append(weights, make([]byte, 64)...))

		n0, n1 := 1+rng.IntN(2), 1+rng.IntN(4)
		length, all := 0, nt*s.Cols
		if nt > 0 {
			length = max(1, all-rng.IntN(s.Cols)-n0+1)
			if length <= all-s.Cols {
				length = all - s.Cols + 1
			}
			n0 = min(n0, all-length+1)
		} else {
			n0 = 1
		}
		word := func(n int) int { return n << s.LaneBits() } // an address
		stride := word((all+s.Lanes-1)/s.Lanes + 1)
		text := fmt.Sprintf("STREAM line=%d rows=%d\n", line/s.Channels*s.Channels, rows) +
			fmt.Sprintf("MATMUL m=%d a_stride=%d kt=%d nt=%d last_rows=%d d=%d d_stride=%d peak=1 p=0 len=%d each=%d\n", n0*n1, kt, kt, nt, s.Rows-1, word(1), stride, length, n1)
		if length > 0 {
			text += fmt.Sprintf("MAP a=%d n0=%d n1=%d a_s0=%d a_s1=%d len=%d inc=1 red=max c1=1\n", word(1), n0, n1, n1*stride, stride, length)
		}
		text += fmt.Sprintf("MAP a=0 n0=%d n1=1 a_s0=%d len=1 red=max c1=1 t=32\nEND\n", n0*n1, stride)
		program, err := asm.Assemble("", text)
		require.NoError(t, err, text)
		var code []byte
		for _, in := range program {
			code = in.Append(code)
		}
		memory.Write(0, code)
		_, err = m.Run(0, [isa.Registers]uint32{})
		require.NoError(t, err, text)
		want := m.SB[:n0*n1]
		if length == 0 {
			want = slices.Repeat([]uint32{0xff800000}, n0*n1)
		}
		require.Equal(t, want, m.SB[32:32+n0*n1], text)
	}
}
