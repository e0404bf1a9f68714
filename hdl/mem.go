package hdl

import (
	"math/big"

	"npugen/hdl/ir"
)

// Memory is an array of words of type T.
type Memory[T any] struct {
	m    *Module
	ir   *ir.Mem
	word T
	bad  *Diagnostic // of the word type
}

// MemOption sets a property of a memory.
type MemOption func(*Module, *ir.Mem)

// Lanes gives writes one enable for every bits bits of a word: 8 for byte
// enables. The array stays one.
func Lanes(bits int) MemOption {
	return func(m *Module, x *ir.Mem) {
		if bits < 1 || x.Width%bits != 0 {
			m.report(newDiag(CodeMemory, "memory %q: lanes of %d bits in words of %d", x.Name, bits, x.Width).
				fix("use a divisor of the word width"))
			return
		}
		x.Lane = bits
	}
}

// MemInit gives the contents at power-up, word 0 first; words beyond are
// unknown.
func MemInit(words []uint64) MemOption {
	return func(m *Module, x *ir.Mem) {
		if len(words) > x.Depth {
			m.report(newDiag(CodeMemory, "memory %q: %d initial words for a depth of %d", x.Name, len(words), x.Depth).fix("give at most the depth"))
			words = words[:x.Depth]
		}
		for i, w := range words {
			v := new(big.Int).SetUint64(w)
			if v.BitLen() > x.Width {
				m.report(newDiag(CodeConst, "memory %q: initial word %d (%d) does not fit %d bits", x.Name, i, w, x.Width).fix("mask it, or widen the words"))
				v.And(v, ir.Mask(x.Width))
			}
			x.Init = append(x.Init, v)
		}
	}
}

// Mem makes a memory of depth words of type t. Its contents are unknown until
// written unless MemInit says otherwise.
func Mem[T any](m *Module, name string, depth int, t T, opts ...MemOption) *Memory[T] {
	if depth < 1 {
		m.report(newDiag(CodeMemory, "memory %q of depth %d", name, depth).fix("give it at least one word"))
		depth = 1
	}
	if depth > maxDepth {
		m.report(newDiag(CodeMemory, "memory %q of depth %d", name, depth).fix("give it at most %d words", maxDepth))
	}
	t = typesOf(t)
	bad := m.wordless(name, t)
	x := &ir.Mem{Name: m.declare(name), Width: max(1, PackedWidth(t)), Depth: depth, Loc: m.b.here()}
	x.Lane = x.Width
	for _, o := range opts {
		o(m, x)
	}
	m.ir.Mems = append(m.ir.Mems, x)
	return &Memory[T]{m, x, t, bad}
}

// maxDepth bounds a memory, so that a mistaken depth is an error and not an
// exhausted machine.
const maxDepth = 1 << 32

// wordless reports a word type that is none: a field without width, or no
// hardware at all.
func (m *Module) wordless(name string, t any) *Diagnostic {
	ls, d := leavesOf(t)
	if d == nil {
		for _, l := range ls {
			if l.typ().Width == 0 {
				what := "its words have"
				if l.path != "" {
					what = field(l.path) + " of its words has"
				}
				d = newDiag(CodeWidth, "memory %q: %s no width", name, what).fix("give its type: hdl.UIntT(w), hdl.SIntT(w) or hdl.EnumT(...)")
			}
		}
		if len(ls) == 0 {
			d = newDiag(CodeWidth, "memory %q: its words hold nothing", name).fix("give the type of a word, such as hdl.UIntT(w)")
		}
	}
	if d != nil {
		m.report(d)
	}
	return d
}

// AddrWidth is the width of the memory's addresses.
func (x *Memory[T]) AddrWidth() int { return x.ir.AddrWidth() }

// Read is the word at addr in the same cycle, zero beyond the depth. Such a
// memory becomes registers or look-up tables; ReadSync suits RAM.
func (x *Memory[T]) Read(name string, addr UInt) T {
	return x.read(name, &ir.ReadPort{Addr: x.addr(addr)})
}

// ReadSync is the word at addr one cycle later: captured at the clock edge
// where en and the enclosing conditions are true, held otherwise. A write to
// the same word at the same edge is not seen (read-first). An address beyond
// the depth is an assertion failure, and unknown bits in other simulators.
func (x *Memory[T]) ReadSync(name string, addr UInt, en Bool) T {
	v := x.m.own(en.value)
	return x.read(name, &ir.ReadPort{Clock: x.m.clock(), En: x.under(v.node), Addr: x.addr(addr)})
}

func (x *Memory[T]) read(name string, p *ir.ReadPort) T {
	p.Loc = x.m.b.here()
	l := &leaf{vals: []*value{{typ: x.wordType()}}}
	p.Out = x.m.newSignal(name, ir.MemOut, l)
	x.ir.Reads = append(x.ir.Reads, p)
	if x.bad != nil {
		return poison(x.word, x.bad)
	}
	out := x.m.refTo(p.Out, 0)
	if p.Out.Type == num(x.ir.Width, false) {
		return Unpack(x.word, UInt{out})
	}
	t := typesOf(x.word)
	ls, _ := leaves(&t)
	*ls[0].vals[0] = out
	return t
}

// wordType is the type of a read port: that of the word where it is one
// signal.
func (x *Memory[T]) wordType() ir.Type {
	t := x.word
	if ls, d := leaves(&t); d == nil && len(ls) == 1 && !ls[0].vec {
		return ls[0].typ()
	}
	return num(x.ir.Width, false)
}

// Write stores a word at the clock edge, under the enclosing conditions.
// Beyond the depth it does nothing. Where several writes meet in one word the
// last in the order of the code wins.
func (x *Memory[T]) Write(addr UInt, data T) { x.write(addr, data, nil) }

// WriteMask stores the lanes whose mask bit is 1.
func (x *Memory[T]) WriteMask(addr UInt, data T, mask UInt) {
	v := x.m.own(mask.value)
	if want := x.ir.Width / x.ir.Lane; v.typ.Width != want && v.err == nil {
		x.m.report(newDiag(CodeMemory, "memory %q: a mask of %d bits for %d lanes", x.ir.Name, v.typ.Width, want).
			fix("one bit a lane; set the lane width with hdl.Lanes"))
		v = wrapTo(v, want)
	}
	x.write(addr, data, v.node)
}

func (x *Memory[T]) write(addr UInt, data T, mask *ir.Node) {
	if x.m.elsewhere(x.ir.Name) != nil {
		return
	}
	d := x.m.own(Pack(data).value)
	if d.typ.Width != x.ir.Width && x.bad != nil {
		d = wrapTo(d, x.ir.Width)
	}
	if d.typ.Width != x.ir.Width && d.err == nil {
		x.m.report(newDiag(CodeMismatch, "memory %q: a word of %d bits into %d", x.ir.Name, d.typ.Width, x.ir.Width).fix("bring it to the memory's word type"))
		d = wrapTo(d, x.ir.Width)
	}
	x.ir.Writes = append(x.ir.Writes, &ir.WritePort{Clock: x.m.clock(), En: x.m.path(), Addr: x.addr(addr), Data: d.node, Mask: mask, Loc: x.m.b.here()})
}

// under is n and the enclosing conditions; nil when it is always true.
func (x *Memory[T]) under(n *ir.Node) *ir.Node {
	if n.Op == ir.OpConst && n.Val.Sign() != 0 {
		return x.m.path()
	}
	return x.m.all(append(x.m.conds[:len(x.m.conds):len(x.m.conds)], n))
}

func (x *Memory[T]) addr(a UInt) *ir.Node {
	v := x.m.own(a.value)
	if want := x.ir.AddrWidth(); v.typ.Width != want && v.err == nil {
		x.m.report(newDiag(CodeMemory, "memory %q: an address of %d bits for %d words", x.ir.Name, v.typ.Width, x.ir.Depth).
			fix("make it %d bits wide with Trunc or Ext", want))
		v = wrapTo(v, want)
	}
	if v.node.Op == ir.OpConst && v.node.Val.Cmp(big.NewInt(int64(x.ir.Depth))) >= 0 && v.err == nil {
		x.m.report(newDiag(CodeMemory, "memory %q: address %v beyond its %d words", x.ir.Name, v.node.Val, x.ir.Depth).
			fix("words count from 0: the last is %d", x.ir.Depth-1))
	}
	return v.node
}
