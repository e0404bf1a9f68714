package buffer

import (
	"npugen/blocks/mem"
	"npugen/blocks/stream"
	"npugen/hdl"
)

// bank is one RAM of a Unified with its arbitration: in each cycle it grants
// one request, or one read and one write, and performs them.
type bank struct {
	Words   int `hdl:"d"`
	Width   int `hdl:"w"`
	Lane    int `hdl:"l"`
	Readers int `hdl:"r"`
	Writers int `hdl:"wr"`
	Ports   Ports
	OutReg  bool `hdl:"q"`
}

// bankWrite is what a writer would store. Mask is one number, so that it is
// chosen as a whole, or absent.
type bankWrite struct {
	Row, Data hdl.UInt
	Mask      []hdl.UInt
}

// lanes is the mask as the RAM takes it.
func (w bankWrite) lanes() []hdl.Bool {
	if len(w.Mask) == 0 {
		return nil
	}
	return hdl.Unpack(hdl.Vec(w.Mask[0].Width(), hdl.BoolT()), w.Mask[0])
}

type bankIn struct {
	ReadWant  []hdl.Bool
	ReadRow   []hdl.UInt
	WriteWant []hdl.Bool
	Write     []bankWrite
}

type bankOut struct {
	ReadGrant  []hdl.Bool
	WriteGrant []hdl.Bool
	Data       hdl.UInt // of the last read granted, after the latency
}

func (b bank) Inputs() bankIn {
	row := hdl.UIntT(mem.AddrWidth(b.Words))
	w := bankWrite{Row: row, Data: hdl.UIntT(b.Width)}
	if b.Lane > 0 {
		w.Mask = []hdl.UInt{hdl.UIntT(b.Width / b.Lane)}
	}
	return bankIn{
		ReadWant: hdl.Vec(b.Readers, hdl.BoolT()), ReadRow: hdl.Vec(b.Readers, row),
		WriteWant: hdl.Vec(b.Writers, hdl.BoolT()), Write: hdl.Vec(b.Writers, w),
	}
}

func (b bank) Build(m *hdl.Module, in bankIn) bankOut {
	m.Doc("one bank of a buffer: arbitration and RAM")
	if b.Ports == Split {
		return b.split(m, in)
	}
	return b.shared(m, in)
}

// pick chooses among requests that are always served when chosen.
func pick(m *hdl.Module, name string, want []hdl.Bool) stream.PickerOut {
	return hdl.Inst(m, name, stream.Picker{N: len(want), Policy: stream.Fair},
		stream.PickerIn{Want: want, Take: hdl.B(true)})
}

// chosen is the element of v that p chose.
func chosen[T any](p stream.PickerOut, v []T) T {
	if len(v) == 1 {
		return v[0]
	}
	return hdl.Index(v, p.Choice)
}

func (b bank) split(m *hdl.Module, in bankIn) bankOut {
	r, w := pick(m, "read_picker", in.ReadWant), pick(m, "write_picker", in.WriteWant)
	write := chosen(w, in.Write)
	ram := hdl.Inst(m, "ram", mem.SimpleDual{Words: b.Words, Width: b.Width, Lane: b.Lane, OutReg: b.OutReg}, mem.SimpleDualIn{
		WEn: w.Any, WAddr: write.Row, WData: write.Data, Mask: write.lanes(),
		REn: r.Any, RAddr: chosen(r, in.ReadRow),
	})
	return bankOut{r.Grant, w.Grant, ram.RData}
}

// shared numbers the readers before the writers. The writers' data needs a
// multiplexer of its own only.
func (b bank) shared(m *hdl.Module, in bankIn) bankOut {
	p := pick(m, "picker", append(append([]hdl.Bool(nil), in.ReadWant...), in.WriteWant...))
	readGrant, writeGrant := p.Grant[:b.Readers], p.Grant[b.Readers:]
	rows := append([]hdl.UInt(nil), in.ReadRow...)
	for _, w := range in.Write {
		rows = append(rows, w.Row)
	}
	write := oneHot(writeGrant, in.Write)
	ram := hdl.Inst(m, "ram", mem.SinglePort{Words: b.Words, Width: b.Width, Lane: b.Lane, OutReg: b.OutReg}, mem.Port{
		En: p.Any, Write: hdl.Any(writeGrant...),
		Addr: hdl.Index(rows, p.Choice), WData: write.Data, Mask: write.lanes(),
	})
	return bankOut{readGrant, writeGrant, ram.RData}
}

// oneHot is the element of v whose grant is up, the last if none is.
func oneHot[T any](grant []hdl.Bool, v []T) T {
	out := v[len(v)-1]
	for i := len(v) - 2; i >= 0; i-- {
		out = hdl.Mux(grant[i], v[i], out)
	}
	return out
}
