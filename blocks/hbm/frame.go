package hbm

// Time is divided into frames of 4 cycles. In each frame a pseudo-channel owns
// two neighbouring slots of the row bus, for one ACT or one other command (in
// the second), and two slots of the column bus, 2 cycles apart:
//
//	cycle of the frame   0     1     2     3
//	row bus             PC0   PC0   PC1   PC1
//	column bus          PC0   PC1   PC0   PC1
//	slot                 A     A     B     B
//
// A line's second burst is in the slot of its first, one frame later. So a
// pseudo-channel starts a line a frame, in turns in slot A and in slot B, and
// fills its data bus.
const frameCK = 4

// offsets are the places of a pseudo-channel's slots in a frame, in cycles.
type offsets struct {
	act int    // first cycle of an ACT
	row int    // PRE and refresh
	col [2]int // first burst of a line in slots A and B
}

func offsetsOf(pc int) offsets {
	if pc == 0 {
		return offsets{act: 0, row: 1, col: [2]int{0, 2}}
	}
	return offsets{act: 2, row: 3, col: [2]int{1, 3}}
}

// frames is the least number of frames from a command at place from in its
// frame to one at place to, delay cycles later or more.
func frames(delay, from, to int) int {
	return max(0, (delay+from-to+frameCK-1)/frameCK)
}

// second is the place of a line's second burst, counted from its first frame.
func (o offsets) second(slot int) int { return o.col[slot] + frameCK }
