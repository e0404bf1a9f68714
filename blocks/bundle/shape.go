package bundle

import (
	"fmt"
	"math/bits"

	"npugen/hdl"
)

// Shape is the sizes on which the units of an NPU agree. The sides of the array and
// the lanes are any numbers; memories and channels are powers of two.
type Shape struct {
	Rows     int `hdl:"r"`   // R: of the array, along the reduction
	Cols     int `hdl:"c"`   // C: of the array, one output each
	Lanes    int `hdl:"l"`   // L: fp32 elements of a word of the vector buffer
	VBWords  int `hdl:"vb"`  // words of the vector buffer
	ABRows   int `hdl:"ab"`  // rows of the activation buffer
	SBWords  int `hdl:"sb"`  // fp32 scalars
	AccDepth int `hdl:"acc"` // vectors of a MATMUL
	Channels int `hdl:"ch"`  // of memory; a beat is 64*Channels bytes
	TopK     int `hdl:"k"`   // most elements that a TOPK finds, any number; 0: the chip has no TOPK
}

// Problem says what is wrong with the shape and what would be right, or
// nothing twice.
func (s Shape) Problem() (what, fix string) {
	if s.TopK < 0 || s.TopK > 64 {
		return fmt.Sprintf("TopK %d", s.TopK), "use 0 to 64"
	}
	for _, f := range []struct {
		name    string
		v       int
		lo, top int
		power   bool
	}{
		{"rows", s.Rows, 4, 128, false}, {"cols", s.Cols, 4, 128, false},
		{"vector buffer words", s.VBWords, 2, 1 << 22, true}, {"activation buffer rows", s.ABRows, 2, 1 << 16, true},
		{"scalars", s.SBWords, 2, 1 << 16, true}, {"accumulators", s.AccDepth, 1, 1 << 15, true}, {"channels", s.Channels, 1, 16, true},
	} {
		switch {
		case f.power && (f.v < f.lo || f.v > f.top || f.v&(f.v-1) != 0):
			return fmt.Sprintf("%s %d", f.name, f.v), fmt.Sprintf("use a power of two, %d to %d", f.lo, f.top)
		case f.v < f.lo || f.v > f.top:
			return fmt.Sprintf("%s %d", f.name, f.v), fmt.Sprintf("use %d to %d", f.lo, f.top)
		}
	}
	if most := min(s.Rows, s.Cols); s.Lanes < 1 || s.Lanes > most {
		return fmt.Sprintf("lanes %d", s.Lanes), fmt.Sprintf("use 1 to %d", most)
	}
	return "", ""
}

// Checked is the shape, or the nearest that can be built after a complaint.
func (s Shape) Checked(m *hdl.Module) Shape {
	if what, fix := s.Problem(); what != "" {
		m.Reject(what, fix)
	}
	return s.nearest()
}

func (s Shape) nearest() Shape {
	if what, _ := s.Problem(); what != "" {
		return Shape{Rows: 4, Cols: 4, Lanes: 2, VBWords: 16, ABRows: 16, SBWords: 16, AccDepth: 4, Channels: 1}
	}
	return s
}

// BeatBytes is the bytes of a beat of memory.
func (s Shape) BeatBytes() int { return 64 * s.nearest().Channels }

// TileSide is the usual side of a tile of the array.
func (s Shape) TileSide() int { return min(8, s.Rows, s.Cols) }

// Next is the number after i of n things, which follow each other in a ring.
func Next(i hdl.UInt, n int) hdl.UInt {
	up := i.AddWrap(hdl.U(1))
	if n == 1<<i.Width() {
		return up
	}
	return hdl.Mux(i.Is(uint64(n-1)), hdl.U(0, i.Width()), up)
}

// indexBits is the bits that number n things, at least 1.
func indexBits(n int) int { return max(1, bits.Len(uint(n-1))) }

// String is the shape as it stands in the names of modules.
func (s Shape) String() string {
	return fmt.Sprintf("r%d_c%d_l%d_vb%d_ab%d_sb%d_m%d_ch%d_k%d", s.Rows, s.Cols, s.Lanes, s.VBWords, s.ABRows, s.SBWords, s.AccDepth, s.Channels, s.TopK)
}
