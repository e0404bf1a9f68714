package hbm

import (
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// expectDepth is the lines that may be under way for one column slot: one in
// two frames for the read latency.
const expectDepth = 16

// readReturn puts the halves of lines together, one clock from the second half
// to the line. The two lines that a pseudo-channel has under way alternate in
// its two column slots, so each slot sees the lower and the upper half of one
// line after another.
func (c Channel) readReturn(m *hdl.Module, phy []PhyIn, pcs [2]PseudoOut, step hdl.Bool) ([]ReadData, hdl.Bool) {
	var lines []ReadData
	var pending []hdl.Bool
	for i := range frameCK { // the column slots in the order of the bus
		home := pcs[i%2].Col[i/2]
		isRead := home.Valid.And(home.Cmd.Is(uint64(profile.RD)).Or(home.Cmd.Is(uint64(profile.RDA))))
		asks := step.And(isRead, home.Column.Bit(0).Not())
		comes, data := hdl.B(false), phy[0].Data
		for _, p := range phy {
			here := p.Valid.And(p.Slot.Is(uint64(i)))
			comes, data = comes.Or(here), hdl.Mux(here, p.Data, data)
		}
		r := hdl.Inst(m, hdl.N("lines", i), assembler{Tag: c.Config.Tag, Half: c.Config.LineBits() / 2}, assemblerIn{Ask: asks, Tag: home.Tag, Comes: comes, Half: data})
		lines = append(lines, r.Line)
		pending = append(pending, r.Pending)
	}
	if c.Config.Ratio == frameCK {
		for i := range 2 {
			t := hdl.Inst(m, hdl.N("turns", i), turns{Tag: c.Config.Tag, Bits: c.Config.LineBits()}, turnsIn{lines[i], lines[i+2]})
			lines[i] = t.Line
			pending = append(pending, t.Pending)
		}
		return lines[:2], hdl.Any(pending...)
	}
	return merge(lines, c.Config.Answers()), hdl.Any(pending...)
}

// merge joins the slots whose lines cannot be complete in one clock of two
// cycles at most: bursts of a pseudo-channel come at least two cycles apart,
// those of both in turns.
func merge(lines []ReadData, lanes int) []ReadData {
	out := make([]ReadData, lanes)
	for i := range out {
		out[i] = lines[i]
		for k := i + lanes; k < len(lines); k += lanes {
			out[i].Valid = out[i].Valid.Or(lines[k].Valid)
			out[i].Tag = hdl.Mux(lines[k].Valid, lines[k].Tag, out[i].Tag)
			out[i].Data = hdl.Mux(lines[k].Valid, lines[k].Data, out[i].Data)
		}
	}
	return out
}

// turns joins the two slots of a pseudo-channel where a clock is a frame. Both
// may have a line in one clock, but it starts one line a frame: of n+1 lines in n
// clocks one has to wait.
type turns struct{ Tag, Bits int }

type turnsIn struct{ First, Second ReadData }

type turnsOut struct {
	Line    ReadData
	Pending hdl.Bool
}

// Inputs has two lines.
func (t turns) Inputs() turnsIn {
	line := ReadData{Tag: hdl.UIntT(t.Tag), Data: hdl.UIntT(t.Bits)}
	return turnsIn{line, line}
}

// Build keeps the line that waits.
func (t turns) Build(m *hdl.Module, in turnsIn) turnsOut {
	m.Doc("gives the lines of two column slots one after another")
	waits := hdl.RegInit(m, "waits", hdl.B(false))
	comes := in.First.Valid.Or(in.Second.Valid)
	keep := hdl.Mux(waits.Q(), comes, in.First.Valid.And(in.Second.Valid))
	waits.D(keep)
	m.Assert("room", hdl.All(waits.Q(), in.First.Valid, in.Second.Valid).Not(), "three lines in two frames")
	one := hdl.Mux(in.First.Valid.And(waits.Q()), in.First, in.Second) // the one to keep
	tag := hdl.RegEn(m, "waiting_tag", one.Tag, keep)
	data := hdl.RegEn(m, "waiting_data", one.Data, keep)
	line := hdl.Mux(waits.Q(), ReadData{waits.Q(), tag, data}, hdl.Mux(in.First.Valid, in.First, in.Second))
	return turnsOut{line, waits.Q()}
}

// assembler makes lines of the bursts of one column slot.
type assembler struct{ Tag, Half int }

type assemblerIn struct {
	Ask   hdl.Bool // a line is asked for
	Tag   hdl.UInt // its tag
	Comes hdl.Bool // half a line comes
	Half  hdl.UInt
}

type assemblerOut struct {
	Line    ReadData
	Pending hdl.Bool
}

// Inputs has half a line.
func (a assembler) Inputs() assemblerIn {
	return assemblerIn{Tag: hdl.UIntT(a.Tag), Half: hdl.UIntT(a.Half)}
}

// Build keeps the tags in order and the lower half until the upper one comes.
func (a assembler) Build(m *hdl.Module, in assemblerIn) assemblerOut {
	m.Doc("puts the halves of lines together")
	tags := hdl.Mem(m, "tags", expectDepth, in.Tag)
	tail := hdl.RegInit(m, "tail", hdl.U(0, tags.AddrWidth()))
	head := hdl.RegInit(m, "head", hdl.U(0, tags.AddrWidth()))
	upper := hdl.RegInit(m, "upper", hdl.B(false))
	pending := head.Q().Ne(tail.Q())
	m.When(in.Ask, func() {
		tags.Write(tail.Q(), in.Tag)
		tail.D(tail.Q().AddWrap(hdl.U(1)))
	})
	done := in.Comes.And(upper.Q())
	m.When(in.Comes, func() { upper.D(upper.Q().Not()) })
	m.When(done, func() { head.D(head.Q().AddWrap(hdl.U(1))) })
	m.Assert("asked", in.Comes.Not().Or(pending), "the memory returns data that was not asked for")
	low := hdl.RegEn(m, "low", in.Half, in.Comes.And(upper.Q().Not()))
	return assemblerOut{
		Line: ReadData{
			Valid: hdl.RegNextInit(m, "line_valid", done, hdl.B(false)),
			Tag:   hdl.RegEn(m, "line_tag", tags.Read("oldest", head.Q()), done),
			Data:  hdl.RegEn(m, "line_data", hdl.Cat(in.Half, low), done),
		},
		Pending: pending,
	}
}
