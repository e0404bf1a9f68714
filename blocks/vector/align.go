package vector

import "npugen/hdl"

// rotated moves every element of a word down by rot lanes, around the ends.
func rotated(word []hdl.UInt, rot hdl.UInt) []hdl.UInt {
	n := len(word)
	for k := range bitsFor(n) {
		moved := make([]hdl.UInt, n)
		for l := range moved {
			moved[l] = hdl.Mux(rot.Bit(k), word[(l+1<<k)%n], word[l])
		}
		word = moved
	}
	return word
}

// swapped exchanges the elements of lanes 2i and 2i+1. The last of an odd number
// stays.
func swapped(word []hdl.UInt, swap hdl.Bool) []hdl.UInt {
	if len(word) == 1 {
		return word
	}
	out := make([]hdl.UInt, len(word))
	for l := range out {
		out[l] = word[l]
		if l^1 < len(word) {
			out[l] = hdl.Mux(swap, word[l^1], word[l])
		}
	}
	return out
}

// mask is the lanes from off on that have one of count elements.
func mask(lanes int, off, count hdl.UInt) hdl.UInt {
	ones := hdl.U(1, lanes+1).ShlVar(count).SubWrap(hdl.U(1)).Trunc(lanes)
	return ones.ShlVar(off)
}
