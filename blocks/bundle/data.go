package bundle

import "npugen/hdl"

// Word is a word that is written to the vector buffer.
type Word struct {
	Addr hdl.UInt   // of the word
	Data []hdl.UInt // Lanes fp32
	Mask []hdl.UInt // a bit for each lane that is written; nothing: all are
}

// WordT is the type of a Word.
func (s Shape) WordT() Word {
	s = s.nearest()
	return Word{Addr: hdl.UIntT(indexBits(s.VBWords)), Data: hdl.Vec(s.Lanes, hdl.UIntT(32))}
}

// ResultT is the type of a Word that the matrix unit writes: with a mask, unless its
// tiles are whole words.
func (s Shape) ResultT() Word {
	t := s.WordT()
	if s = s.nearest(); s.Cols%s.Lanes != 0 {
		t.Mask = hdl.Vec(1, hdl.UIntT(s.Lanes))
	}
	return t
}

// Row is a row of the activation buffer.
type Row struct {
	Q     []hdl.SInt // Rows int8
	Scale hdl.UInt   // fp32
}

// RowT is the type of a Row.
func (s Shape) RowT() Row {
	return Row{Q: hdl.Vec(s.nearest().Rows, hdl.SIntT(8)), Scale: hdl.UIntT(32)}
}

// RowAddrT is the type of the number of a row.
func (s Shape) RowAddrT() hdl.UInt { return hdl.UIntT(indexBits(s.nearest().ABRows)) }

// RowWrite is a row that is written to the activation buffer, in each cycle in
// which Valid is true.
type RowWrite struct {
	Valid hdl.Bool
	Addr  hdl.UInt
	Row   Row
}

// RowWriteT is the type of a RowWrite.
func (s Shape) RowWriteT() RowWrite { return RowWrite{Addr: s.RowAddrT(), Row: s.RowT()} }

// BeatT is the type of a beat of memory.
func (s Shape) BeatT() hdl.UInt { return hdl.UIntT(8 * s.BeatBytes()) }

// BeatAddrT is the type of a beat's address: bytes / (64*Channels).
func (s Shape) BeatAddrT() hdl.UInt { return hdl.UIntT(32 - indexBits(2*s.nearest().Channels) + 1) }

// BeatWrite is a write of some bytes of a beat.
type BeatWrite struct {
	Addr hdl.UInt
	Data hdl.UInt // the byte of the lowest address in the lowest bits
	Mask hdl.UInt // a bit for each byte
}

// BeatWriteT is the type of a BeatWrite.
func (s Shape) BeatWriteT() BeatWrite {
	return BeatWrite{Addr: s.BeatAddrT(), Data: s.BeatT(), Mask: hdl.UIntT(s.BeatBytes())}
}

// WeightsT is the type of a row of weights or of a quarter of a row of scales:
// Cols bytes, that of column 0 in the lowest bits.
func (s Shape) WeightsT() hdl.UInt { return hdl.UIntT(8 * s.nearest().Cols) }

// Retired tells of a unit's instructions, which it completes in the order in
// which it took them.
type Retired struct {
	Done hdl.Bool // one is complete, in this cycle
	Hash hdl.UInt // of what it wrote, 32 bits; see docs/npu.md
}

// RetiredT is the type of Retired.
func RetiredT() Retired { return Retired{Hash: hdl.UIntT(32)} }
