package machine

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"

	"npugen/blocks/bundle"
	"npugen/isa"
)

// slow evaluates an instruction by the sentences of docs/npu.md, element by
// element, on raw bits with the exact arithmetic of golden.FP32.
type slow struct {
	s    bundle.Shape
	vb   map[int]uint32
	q    map[[2]int]int8
	sc   map[int]uint32
	sb   map[int]uint32
	mem  map[int]byte
	fifo [][]byte
	best uint32
}

// g is a field's value, of places in the vector buffer the element.
func (w *slow) g(in isa.Instruction, name string) int {
	v := int(in.Get(name))
	if !slices.Contains(isa.Elements(in.Op()), name) {
		return v
	}
	pitch := 1
	for pitch < w.s.Lanes {
		pitch *= 2
	}
	return v/pitch*w.s.Lanes + v%pitch
}

func list(items []uint32) (h uint32) {
	for _, x := range items {
		h = h<<1 | h>>31
		h ^= x
	}
	return h
}

func foldOf(words []uint32) (x uint32) {
	for i, v := range words {
		n := i % 32
		x ^= v<<n | uint32(uint64(v)>>(32-n))
	}
	return x
}

func wordsOf(b []byte) (words []uint32) {
	b = append(b[:len(b):len(b)], make([]byte, -len(b)&3)...)
	for len(b) > 0 {
		words = append(words, binary.LittleEndian.Uint32(b))
		b = b[4:]
	}
	return words
}

func (w *slow) run(in isa.Instruction) uint32 {
	switch in.Op() {
	case isa.STREAM:
		var items []uint32
		for r := range w.g(in, "rows") {
			row := make([]byte, w.s.Cols)
			for c := range row {
				row[c] = w.mem[64*w.g(in, "line")+r*w.s.Cols+c]
			}
			w.fifo = append(w.fifo, row)
			items = append(items, foldOf(wordsOf(row)))
		}
		return list(items)
	case isa.LOAD:
		var items []uint32
		for i := range w.g(in, "words") {
			word := make([]uint32, w.s.Lanes)
			for l := range word {
				var b [4]byte
				for k := range b {
					b[k] = w.mem[64*w.g(in, "line")+4*(i*w.s.Lanes+l)+k]
				}
				word[l] = binary.LittleEndian.Uint32(b[:])
				w.vb[w.g(in, "d")+i*w.s.Lanes+l] = word[l]
			}
			items = append(items, foldOf(word))
		}
		return list(items)
	case isa.MATMUL:
		return w.matmul(in)
	case isa.MAP:
		return w.vectorMap(in)
	case isa.QUANT:
		return w.quant(in)
	case isa.ARGMAX:
		best, found := 0, false
		for e := range w.g(in, "len") {
			x := w.vb[w.g(in, "a")+e]
			if f32.IsNaN(uint64(x)) {
				continue
			}
			if !found || f32.Compare(uint64(w.vb[w.g(in, "a")+best]), uint64(x)).Less {
				best, found = e, true
			}
		}
		w.best = uint32(best)
		return w.best
	case isa.TOPK:
		return w.topK(in)
	case isa.STORE:
		return w.store(in)
	}
	panic("no such operation")
}

func (w *slow) matmul(in isa.Instruction) uint32 {
	kt, nt, vectors := w.g(in, "kt"), w.g(in, "nt"), w.g(in, "m")
	result := map[int]uint32{}
	for n := range nt {
		type tile struct{ scales, rows [][]byte }
		tiles := make([]tile, kt)
		for k := range tiles {
			if w.g(in, "plain") == 0 {
				tiles[k].scales, w.fifo = w.fifo[:4], w.fifo[4:]
			}
			rows := w.s.Rows
			if k == kt-1 {
				rows = w.g(in, "last_rows")
			}
			tiles[k].rows, w.fifo = w.fifo[:rows], w.fifo[rows:]
		}
		for v := range vectors {
			for c := range w.s.Cols {
				acc := uint64(0)
				for k, t := range tiles {
					row := w.g(in, "a") + v*w.g(in, "a_stride") + k
					sum := int64(0)
					for r := range t.rows {
						sum += int64(w.q[[2]int{row, r}]) * int64(int8(t.rows[r][c]))
					}
					factor := uint64(w.sc[row])
					if w.g(in, "plain") == 0 {
						b := slices.Concat(t.scales...)[4*c:]
						factor = f32.Mul(factor, uint64(binary.LittleEndian.Uint32(b)))
					}
					acc = f32.Add(acc, f32.Mul(f32.FromInt(sum), factor))
				}
				result[((n*vectors)+v)*w.s.Cols+c] = uint32(acc)
			}
		}
	}
	var items []uint32
	peak := w.g(in, "peak") == 1
	ends := func(v int) int { // of a vector's result
		end := w.g(in, "len")
		for i := 1; i <= v && w.g(in, "each") > 0; i++ {
			if i%w.g(in, "each") == 0 {
				end++
			}
		}
		return end
	}
	top := slices.Repeat([]uint64{0xff800000}, vectors)
	for n := range nt {
		for v := range vectors {
			words := map[int][]uint32{} // by their number in the vector
			var order []int
			for c := range w.s.Cols {
				e, x := n*w.s.Cols+c, result[(n*vectors+v)*w.s.Cols+c]
				if peak && e < ends(v) {
					top[v] = f32.Max(top[v], uint64(x))
				}
				if peak && e-e%w.s.Lanes >= ends(v) {
					continue
				}
				w.vb[w.g(in, "d")+v*w.g(in, "d_stride")+e] = x
				at := e / w.s.Lanes
				if words[at] == nil {
					words[at] = make([]uint32, w.s.Lanes)
					order = append(order, at)
				}
				words[at][e%w.s.Lanes] = x
			}
			for _, at := range order {
				items = append(items, foldOf(words[at]))
			}
		}
	}
	for v := range vectors {
		if !peak {
			break
		}
		word := make([]uint32, w.s.Lanes)
		word[0] = uint32(top[v])
		for l, x := range word {
			w.vb[w.g(in, "p")+v*w.g(in, "d_stride")+l] = x
		}
		items = append(items, foldOf(word))
	}
	return list(items)
}

// tree sums l in a balanced tree of neighbours, or finds its maximum. Lanes up to
// a power of two have no element.
func tree(red int, l []uint32) uint64 {
	if len(l) == 1 {
		return uint64(l[0])
	}
	for len(l)&(len(l)-1) != 0 {
		l = append(l, map[bool]uint32{true: 0xff800000}[red == isa.RedMax])
	}
	a, b := tree(red, l[:len(l)/2]), tree(red, l[len(l)/2:])
	if red == isa.RedMax {
		return f32.Max(a, b)
	}
	return f32.Add(a, b)
}

// partner is the element of a row that changes places with another.
func (w *slow) partner(e int) int {
	word, lane := e-e%w.s.Lanes, e%w.s.Lanes
	if w.s.Lanes == 1 {
		word, lane = e-e%2, e%2
	}
	if lane == w.s.Lanes-1 && lane%2 == 0 && w.s.Lanes > 1 {
		return e
	}
	return word + lane + 1 - 2*(lane%2)
}

func (w *slow) vectorMap(in isa.Instruction) uint32 {
	var written, scalars []uint32
	L := w.s.Lanes
	for i0 := range w.g(in, "n0") {
		for i1 := range w.g(in, "n1") {
			at := func(p string) int { return w.g(in, p) + i0*w.g(in, p+"_s0") + i1*w.g(in, p+"_s1") }
			row := i0*w.g(in, "n1") + i1
			s := w.g(in, "s") + row
			if w.g(in, "one") == 1 {
				s = w.g(in, "s")
			}
			red, keep := w.g(in, "red"), w.g(in, "keep") == 1
			length := w.g(in, "len") + i0*w.g(in, "inc")
			lane := 0
			if keep {
				lane = at("d") % L
			}
			x := make([]uint32, length)
			for e := range x {
				from := e
				if w.g(in, "swap") == 1 {
					from = w.partner(e)
				}
				v := uint64(w.vb[at("a")+from])
				switch w.g(in, "pre") {
				case isa.PreSub:
					v = f32.Sub(v, uint64(w.sb[s]))
				case isa.PreMul:
					v = f32.Mul(v, uint64(w.sb[s]))
				}
				v = function(w.g(in, "fn"), v)
				switch w.g(in, "bin") {
				case isa.BinMul:
					v = f32.Mul(v, uint64(w.vb[at("b")+e]))
				case isa.BinAdd:
					v = f32.Add(v, uint64(w.vb[at("b")+e]))
				}
				x[e] = uint32(v)
			}
			p := [4]uint64{}
			if red == isa.RedMax {
				p[0] = 0xff800000
			}
			for j := 0; j*L < length+lane; j++ {
				word, held := make([]uint32, L), make([]uint32, L)
				for l := range L {
					if red == isa.RedMax {
						word[l] = 0xff800000
					}
					if e := j*L + l - lane; e >= 0 && e < length {
						word[l], held[l] = x[e], x[e]
						if keep {
							w.vb[at("d")+e] = x[e]
						}
					}
				}
				if keep {
					written = append(written, foldOf(held))
				}
				if red == isa.RedMax {
					p[0] = f32.Max(p[0], tree(red, word))
				} else {
					p[j%4] = f32.Add(p[j%4], tree(red, word))
				}
			}
			if red == isa.RedNone {
				continue
			}
			r := p[0]
			if red == isa.RedSum {
				r = f32.Add(f32.Add(p[0], p[1]), f32.Add(p[2], p[3]))
			}
			r = f32.Add(f32.Mul(r, uint64(in.Get("c1"))), uint64(in.Get("c2")))
			if fin := w.g(in, "fin"); fin != isa.FinNone {
				r = function(10+fin, r)
			}
			w.sb[w.g(in, "t")+row] = uint32(r)
			scalars = append(scalars, uint32(r))
		}
	}
	return list(written) ^ bits.RotateLeft32(list(scalars), 16)
}

func (w *slow) quant(in isa.Instruction) uint32 {
	var items []uint32
	for i0 := range w.g(in, "n0") {
		for i1 := range w.g(in, "n1") {
			at := func(p string) int { return w.g(in, p) + i0*w.g(in, p+"_s0") + i1*w.g(in, p+"_s1") }
			length := w.g(in, "len") + i0*w.g(in, "inc")
			for g := 0; g*w.s.Rows < length; g++ {
				y := make([]uint64, w.s.Rows)
				amax := uint64(0)
				for i := range y {
					if e := g*w.s.Rows + i; e < length {
						y[i] = uint64(w.vb[at("a")+e])
						if in.Get("bin") == isa.BinMul {
							y[i] = f32.Mul(y[i], uint64(w.vb[at("b")+e]))
						}
						amax = f32.Max(amax, y[i]&0x7fffffff)
					}
				}
				inv := f32.Mul(function(10+isa.FinRecip, amax), uint64(math.Float32bits(127)))
				scale := f32.Mul(f32.Mul(amax, 0x3c010204), uint64(in.Get("c1")))
				if in.Get("scaled") == 1 {
					s := w.g(in, "s")
					if in.Get("one") == 0 {
						s += i0*w.g(in, "n1") + i1
					}
					scale = f32.Mul(scale, uint64(w.sb[s]))
				}
				row := at("d") + g
				b := make([]byte, w.s.Rows)
				for i := range y {
					q := int8(0)
					if g*w.s.Rows+i < length {
						q = int8(f32.ToInt(f32.Mul(y[i], inv), 8, true))
					}
					w.q[[2]int{row, i}] = q
					b[i] = byte(q)
				}
				w.sc[row] = uint32(scale)
				items = append(items, foldOf(wordsOf(b))^uint32(scale))
			}
		}
	}
	return list(items)
}

// topK takes the greatest of those that are left, again and again.
func (w *slow) topK(in isa.Instruction) uint32 {
	taken := map[int]bool{}
	var items []uint32
	for row := range w.g(in, "k") {
		best, found := 0, false
		for e := range w.g(in, "len") {
			x := uint64(w.vb[w.g(in, "a")+e])
			if taken[e] || f32.IsNaN(x) {
				continue
			}
			if !found || f32.Compare(uint64(w.vb[w.g(in, "a")+best]), x).Less {
				best, found = e, true
			}
		}
		value := uint32(0x7fc00000)
		if found {
			taken[best] = true
			value = w.vb[w.g(in, "a")+best]
		}
		if value == 1<<31 {
			value = 0
		}
		if row == 0 {
			w.best = uint32(best)
		}
		b := make([]byte, w.s.Rows)
		binary.LittleEndian.PutUint32(b, uint32(best))
		row += w.g(in, "d")
		for i, x := range b {
			w.q[[2]int{row, i}] = int8(x)
		}
		w.sc[row] = value
		items = append(items, foldOf(wordsOf(b))^value)
	}
	return list(items)
}

func (w *slow) store(in isa.Instruction) uint32 {
	type write struct {
		addr int
		v    byte
	}
	var all []write
	n0, n1, length := w.g(in, "n0"), w.g(in, "n1"), w.g(in, "len")
	add := func(i0, i1, e int) {
		row := w.g(in, "a") + i0*w.g(in, "a_s0") + i1*w.g(in, "a_s1")
		base := 64*w.g(in, "line") + w.g(in, "off") + i0*w.g(in, "s0") + i1*w.g(in, "s1")
		if in.Get("scale") == 1 {
			if e == 0 {
				for k := range 4 {
					all = append(all, write{base + k, byte(w.sc[row] >> (8 * k))})
				}
			}
			return
		}
		all = append(all, write{base + e*w.g(in, "se"), byte(w.q[[2]int{row, e}])})
	}
	if in.Get("transpose") == 0 {
		for i0 := range n0 {
			for i1 := range n1 {
				for e := range length {
					add(i0, i1, e)
				}
			}
		}
	} else {
		for i1 := range n1 {
			for e := range length {
				for i0 := range n0 {
					add(i0, i1, e)
				}
			}
		}
	}
	var items []uint32
	size := 64 * w.s.Channels
	for len(all) > 0 {
		beat := make([]byte, size)
		number := all[0].addr / size
		for len(all) > 0 && all[0].addr/size == number {
			beat[all[0].addr%size] = all[0].v
			w.mem[all[0].addr] = all[0].v
			all = all[1:]
		}
		items = append(items, uint32(number)^foldOf(wordsOf(beat)))
	}
	return list(items)
}
