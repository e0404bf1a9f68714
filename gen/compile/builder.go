package compile

import (
	"fmt"
	"math"
	"slices"

	"npugen/isa"
	"npugen/isa/access"
)

// Instruction is an instruction of a program and what it is for.
type Instruction struct {
	Code     isa.Instruction
	Layer    int    // of the model; -1: none
	Operator string // of the model: what is computed

	macs   perPosition   // of a MATMUL: those that are the model's, neither padding nor masked
	place  int           // of the sequence in the run
	memory []access.Span // where registers may take it
}

// builder writes a program.
type builder struct {
	*geometry
	code     []Instruction
	layer    int
	operator string
	place    int   // of the sequence in the run, whose registers are added
	err      error // the first
}

// fields is values of an instruction's fields.
type fields map[string]int

// plus raises a field by a register when the instruction is dispatched.
type plus struct {
	field    string
	register register
}

// emit appends an instruction.
func (b *builder) emit(op isa.Op, f fields, raised []plus, memory ...access.Span) {
	in := isa.New(op)
	for _, known := range isa.Fields(op) {
		v, ok := f[known.Name]
		if !ok {
			continue
		}
		if v >= 0 && slices.Contains(isa.Elements(op), known.Name) {
			v = int(b.Address(uint64(v)))
		}
		if v < 0 || v > math.MaxUint32 {
			b.fail(fmt.Errorf("%s %d: want 32 bits", known.Name, v))
			return
		}
		b.fail(in.Set(known.Name, uint32(v)))
	}
	for _, p := range raised {
		known, ok := isa.Lookup(op, p.field)
		if !ok {
			panic(fmt.Sprintf("compile: operation %d has no field %q", op, p.field))
		}
		b.fail(in.Modify(isa.Modifier{Word: known.Word, Register: b.place*perPlace + int(p.register)}))
	}
	b.code = append(b.code, Instruction{Code: in, Layer: b.layer, Operator: b.operator, place: b.place, memory: memory})
}

func (b *builder) fail(err error) {
	if err != nil && b.err == nil {
		b.err = fmt.Errorf("layer %d, %s: %w", b.layer, b.operator, err)
	}
}

// part says what the next instructions are for.
func (b *builder) part(operator string) { b.operator = operator }

// vec is where the rows of an operand are: of row (i0, i1) at + i0*s0 + i1*s1.
type vec struct{ at, s0, s1 int }

// moved is the operand n further on.
func (v vec) moved(n int) vec {
	v.at += n
	return v
}

// rows is the loop of a vector operation. Counts of 0 are 1.
type rows struct{ n0, n1, len, inc int }

// strided is a field of an operand with its strides, which count only where there
// is more than one row.
func (r rows) strided(f fields, name string, v vec) {
	f[name] = v.at
	if r.n0 > 1 {
		f[name+"_s0"] = v.s0
	}
	if r.n1 > 1 {
		f[name+"_s1"] = v.s1
	}
}

// mapping is a MAP.
type mapping struct {
	rows
	a, b, d                vec
	s, t                   int
	pre, fn, bin, red, fin int
	swap, keep, one        bool
	c1, c2                 float32
	raised                 []plus
}

func (b *builder) mapRows(m mapping) {
	if m.red != isa.RedNone && m.c1 == 0 {
		m.c1 = 1
	}
	f := fields{
		"n0": max(m.n0, 1), "n1": max(m.n1, 1), "len": m.len, "inc": m.inc, "s": m.s, "t": m.t,
		"pre": m.pre, "fn": m.fn, "bin": m.bin, "red": m.red, "fin": m.fin,
		"swap": flag(m.swap), "keep": flag(m.keep), "one": flag(m.one),
		"c1": fp32(m.c1), "c2": fp32(m.c2),
	}
	m.strided(f, "a", m.a)
	m.strided(f, "b", m.b)
	m.strided(f, "d", m.d)
	b.emit(isa.MAP, f, m.raised)
}

// quantising is a QUANT.
type quantising struct {
	rows
	a, b, d     vec
	s           int
	times       bool // multiplied by b
	scaled, one bool
	c1          float32 // 0: 1
	raised      []plus
}

func (b *builder) quantise(q quantising) {
	if q.c1 == 0 {
		q.c1 = 1
	}
	f := fields{
		"n0": max(q.n0, 1), "n1": max(q.n1, 1), "len": q.len, "inc": q.inc, "s": q.s,
		"bin": flag(q.times), "scaled": flag(q.scaled), "one": flag(q.one), "c1": fp32(q.c1),
	}
	q.strided(f, "a", q.a)
	q.strided(f, "b", q.b)
	q.strided(f, "d", q.d)
	b.emit(isa.QUANT, f, q.raised)
}

// product is a MATMUL of vectors of n elements, of which each begins a stride
// of AB rows after the last.
type product struct {
	a, stride, vectors int
	inputs, tiles      int // elements along the reduction; tiles along the outputs
	d, dStride         int
	plain              bool
	peaks              *peaks // nil: none
	raised             []plus
	noTiles, noOutputs bool // registers give the counts
	macs               perPosition
}

// peaks is the maxima of a product's vectors: where the first is, and of how many
// elements, which is one more after each so many vectors.
type peaks struct{ at, len, each int }

func (b *builder) multiply(p product) {
	f := fields{
		"a": p.a, "a_stride": p.stride, "m": p.vectors, "kt": b.rowTiles(p.inputs), "nt": p.tiles,
		"last_rows": b.lastRows(p.inputs), "plain": flag(p.plain), "d": p.d, "d_stride": p.dStride,
	}
	if p.peaks != nil {
		f["peak"], f["p"], f["len"], f["each"] = 1, p.peaks.at, p.peaks.len, p.peaks.each
	}
	if p.noTiles {
		f["kt"], f["last_rows"] = 0, p.inputs
	}
	if p.noOutputs {
		f["nt"] = 0
	}
	b.emit(isa.MATMUL, f, p.raised)
	b.code[len(b.code)-1].macs = p.macs
}

// stream is the weights of one operator.
func (b *builder) stream(w stored) {
	b.emit(isa.STREAM, fields{"line": int(w.addr / 64), "rows": int(w.bytes) / b.Cols}, nil)
}

// load is n elements from memory.
func (b *builder) load(addr uint64, d, n int, raised []plus, memory ...access.Span) {
	b.emit(isa.LOAD, fields{"line": int(addr / 64), "d": d, "words": ceil(n, b.Lanes)}, raised, memory...)
}

func flag(on bool) int {
	if on {
		return 1
	}
	return 0
}

func fp32(x float32) int { return int(math.Float32bits(x)) }
