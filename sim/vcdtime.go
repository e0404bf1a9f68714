package sim

import (
	"encoding/binary"
	"strconv"
)

// vcdTime writes times, of which the digits above the lowest eight are kept:
// they are those of the last time, mostly.
type vcdTime struct {
	high   Time // of which digits are kept; 0 at first
	digits [16]byte
	count  int // of digits
}

// timeRoom is more than the digits of a time, and what is written beyond them.
const (
	timeRoom = 32
	lowTime  = 100_000_000
)

// put writes the digits of a time and returns how many.
func (t *vcdTime) put(b *[timeRoom]byte, now Time) int {
	if now < lowTime {
		return len(strconv.AppendInt(b[:0], int64(now), 10))
	}
	high, low := now/lowTime, now%lowTime
	if high != t.high {
		t.high, t.count = high, len(strconv.AppendInt(t.digits[:0], int64(high), 10))
	}
	*(*[16]byte)(b[:]) = t.digits
	binary.LittleEndian.PutUint64(b[t.count&15:], eightDigits(uint64(low)))
	return t.count + 8
}

// eightDigits is the digits of a number, the first in the lowest byte: it is cut
// into halves, all of which are cut at once again.
func eightDigits(v uint64) uint64 {
	v = v/10_000 | v%10_000<<32
	hundreds := v * 5243 >> 19 & 0x7f_0000_007f // v/100, in each half
	v = hundreds | (v-100*hundreds)<<16
	tens := v * 103 >> 10 & 0x000f_000f_000f_000f // v/10, in each quarter
	return tens | (v-10*tens)<<8 | 0x3030_3030_3030_3030
}
