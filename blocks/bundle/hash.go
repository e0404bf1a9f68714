package bundle

import "npugen/hdl"

// Fold is X of docs/npu.md: the xor of the 32-bit words of x, word i rotated
// left by i mod 32; 0 where the last has no bits. It is a tree of log2(words) xors.
func Fold(x hdl.UInt) hdl.UInt {
	if rest := x.Width() % 32; rest != 0 {
		x = x.Ext(x.Width() + 32 - rest)
	}
	var words []hdl.UInt
	for i := 0; 32*i < x.Width(); i++ {
		words = append(words, Rotl(x.Bits(32*i+31, 32*i), i%32))
	}
	return xor(words)
}

func xor(words []hdl.UInt) hdl.UInt {
	if n := len(words); n > 1 {
		return xor(words[:n/2]).Xor(xor(words[n/2:]))
	}
	return words[0]
}

// Hash is the hash of an instruction's items up to this cycle, x being one more
// in cycles with item; it starts again behind a cycle with end.
func Hash(m *hdl.Module, name string, item hdl.Bool, x hdl.UInt, end hdl.Bool) hdl.UInt {
	before := hdl.RegInit(m, name, hdl.U(0, 32))
	now := hdl.Name(m, name+"_next", hdl.Mux(item, Rotl(before.Q(), 1).Xor(x), before.Q()))
	before.D(hdl.Mux(end, hdl.U(0, 32), now))
	return now
}

// Rotl is x rotated left by n bits, 0 to its width - 1.
func Rotl(x hdl.UInt, n int) hdl.UInt {
	if n == 0 {
		return x
	}
	w := x.Width()
	return hdl.Cat(x.Trunc(w-n), x.Bits(w-1, w-n))
}
