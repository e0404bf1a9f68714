package sim

import (
	"math/big"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// Handle is a signal, memory word or expression, looked up once. Reads give
// the settled value of the present instant (in a process that woke on an edge:
// from before the edge).
//
// A handle of a whole vector reads and writes all its elements as one number,
// element 0 in the low bits; At gives one element.
type Handle struct {
	s      *Sim
	name   string
	typ    ir.Type      // of one element
	locs   []engine.Loc // element 0 first
	expr   *ir.Node     // an expression, when locs is nil
	clock  *Clock       // a clock port
	access access
	mask   uint64 // of a value of up to 64 bits
	plain  bool   // one element of a signal in one word
	word   [1]uint64
}

// access says what may be done with a value.
type access uint8

const (
	readOnly access = iota
	input           // port of the top: may be driven
	state           // register or memory word: may be deposited
)

// poke is a poke of a process that has not yet taken effect.
type poke struct {
	h     *Handle
	words [1]uint64
	wide  []uint64
}

// Name is the hierarchical name, such as "u_fifo.count".
func (h *Handle) Name() string { return h.name }

// Width is the number of bits of the value: of all elements together for a
// whole vector.
func (h *Handle) Width() int {
	if h.locs == nil {
		return h.typ.Width
	}
	return h.typ.Width * len(h.locs)
}

// Len is the number of elements of a vector, otherwise 1.
func (h *Handle) Len() int { return max(1, len(h.locs)) }

// At is element i of a vector.
func (h *Handle) At(i int) *Handle {
	if i < 0 || i >= len(h.locs) {
		h.s.misuse("%s: element %d: want 0 to %d", h.name, i, len(h.locs)-1)
		return h.s.nowhere(h.name)
	}
	e := *h
	e.name = elementName(h.name, i)
	e.locs = h.locs[i : i+1]
	return e.prepare()
}

func (h *Handle) prepare() *Handle {
	if w := h.Width(); w <= 64 {
		h.mask = ^uint64(0) >> (64 - w)
	}
	h.plain = h.single() && !h.locs[0].InMemory()
	return h
}

// single reports whether the value is one element of one word.
func (h *Handle) single() bool { return len(h.locs) == 1 && h.locs[0].Words == 1 }

// Int reads the value as a number: signed if its type is. A value that does
// not fit 64 bits is misuse; read it with Big.
func (h *Handle) Int() int64 {
	if h.signed() && h.Width() <= 64 {
		shift := 64 - h.Width()
		return int64(h.Uint()<<shift) >> shift
	}
	v := h.Uint()
	if v>>63 == 1 {
		h.s.misuse("%s: value %d does not fit an int64: read it with Uint or Big", h.name, v)
	}
	return int64(v)
}

// Uint reads the raw bits of a value of up to 64 bits.
func (h *Handle) Uint() uint64 {
	h.s.ready()
	if h.plain {
		return h.s.eng.Load1(h.locs[0])
	}
	if h.single() {
		h.s.eng.Load(h.locs[0], h.word[:])
		return h.word[0]
	}
	if h.Width() > 64 {
		h.s.misuse("%s: %d bits do not fit a uint64: read it with Big", h.name, h.Width())
		return 0
	}
	return h.Bits().Uint64()
}

// Bool reads a value as a condition: not zero.
func (h *Handle) Bool() bool {
	if h.single() {
		return h.Uint() != 0
	}
	return h.Bits().Sign() != 0
}

// Bits reads the raw bits of a value of any width.
func (h *Handle) Bits() *big.Int {
	h.s.ready()
	return h.settled()
}

// settled is Bits when values are known to have settled.
func (h *Handle) settled() *big.Int {
	if h.locs == nil {
		return h.s.eval(h.expr)
	}
	v := new(big.Int)
	for i := len(h.locs) - 1; i >= 0; i-- {
		words := make([]uint64, h.locs[i].Words)
		h.s.eng.Load(h.locs[i], words)
		v.Lsh(v, uint(h.typ.Width))
		v.Or(v, engine.FromWords(words))
	}
	return v
}

// Big reads the value as a number of any width, signed if its type is.
func (h *Handle) Big() *big.Int { return ir.Value(h.Bits(), h.Width(), h.signed()) }

func (h *Handle) signed() bool { return h.typ.Signed && h.Len() == 1 }

// Set pokes a number: a top-level input is driven, a register or memory word
// deposited. A number outside the range of the type is misuse.
func (h *Handle) Set(v int64) {
	switch w := h.Width(); {
	case h.signed() && w > 64:
		h.SetBig(big.NewInt(v))
	case h.signed() && w < 64 && (v < -1<<(w-1) || v >= 1<<(w-1)), !h.signed() && v < 0:
		h.s.misuse("%s: value %d does not fit %v", h.name, v, h.typ)
	case h.signed():
		h.write(uint64(v) & h.mask)
	default:
		h.SetUint(uint64(v))
	}
}

// SetUint pokes raw bits.
func (h *Handle) SetUint(v uint64) {
	if h.mask != 0 && v&^h.mask != 0 {
		h.s.misuse("%s: value %#x does not fit %d bits", h.name, v, h.Width())
		return
	}
	h.write(v)
}

// SetBool pokes 1 or 0.
func (h *Handle) SetBool(v bool) {
	if v {
		h.SetUint(1)
	} else {
		h.SetUint(0)
	}
}

// SetBig pokes a number of any width.
func (h *Handle) SetBig(v *big.Int) {
	raw := ir.Wrap(v, h.Width())
	if ir.Value(raw, h.Width(), h.signed()).Cmp(v) != 0 {
		h.s.misuse("%s: value %v does not fit %d bits", h.name, v, h.Width())
		return
	}
	h.writeBig(raw)
}

// write pokes raw bits that fit.
func (h *Handle) write(v uint64) {
	if !h.single() {
		h.writeBig(new(big.Int).SetUint64(v))
		return
	}
	if !h.writable() {
		return
	}
	s := h.s
	switch {
	case s.running != nil:
		s.pokes = append(s.pokes, poke{h: h, words: [1]uint64{v}})
	case h.clock != nil:
		s.pokeClock(h.clock, v == 1)
	default:
		s.flushManual()
		s.version++
		h.word[0] = v
		s.store(h.locs[0], h.word[:])
	}
}

func (h *Handle) writeBig(raw *big.Int) {
	if !h.writable() {
		return
	}
	if h.clock != nil {
		h.write(raw.Uint64())
		return
	}
	var words []uint64
	for i, l := range h.locs {
		e := make([]uint64, l.Words)
		engine.ToWords(e, ir.Wrap(new(big.Int).Rsh(raw, uint(i*h.typ.Width)), h.typ.Width))
		words = append(words, e...)
	}
	if h.s.running != nil {
		h.s.pokes = append(h.s.pokes, poke{h: h, wide: words})
		return
	}
	h.s.flushManual()
	h.s.version++
	h.store(words)
}

// store puts the words of all elements in place.
func (h *Handle) store(words []uint64) {
	for _, l := range h.locs {
		h.s.store(l, words[:l.Words])
		words = words[l.Words:]
	}
}

// store puts the words of an element in place.
func (s *Sim) store(l engine.Loc, words []uint64) {
	if s.rec != nil {
		s.rec.stored(l, words)
	}
	if len(words) == 1 && !l.InMemory() {
		s.eng.Store1(l, words[0])
		return
	}
	s.eng.Store(l, words)
}

func (h *Handle) writable() bool {
	switch {
	case h.access != readOnly && h.clock != nil && h.clock.next != forever:
		h.s.misuse("poke of clock %s, which runs by itself", h.name)
	case h.access == readOnly:
		h.s.misuse("poke of %s: only inputs of the top, registers and memory words can be set", h.name)
	default:
		return true
	}
	return false
}

// String prints the value: the member's name for an enumeration, hexadecimal
// digits for what is wider than a bit.
func (h *Handle) String() string { return h.text(h.Bits()) }

// text is a value as String prints it. The elements of a vector of an enumeration
// together are no member.
func (h *Handle) text(v *big.Int) string {
	t := h.typ
	if h.Len() > 1 {
		t.Enum = nil
	}
	return format(t, h.Width(), v)
}

// ready brings values up to date for a read.
func (s *Sim) ready() {
	if s.running == nil {
		s.flushManual()
		s.settle()
	}
}

// nowhere stands for a value that does not exist, after the misuse was noted.
func (s *Sim) nowhere(name string) *Handle {
	h := &Handle{s: s, name: name, typ: ir.Type{Width: 1}}
	h.expr = &ir.Node{Op: ir.OpConst, Width: 1, Val: new(big.Int)}
	return h.prepare()
}
