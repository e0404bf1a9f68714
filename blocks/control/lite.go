package control

import (
	"npugen/blocks/stream"
	"npugen/hdl"
)

// Lite is an AXI4-Lite slave of words of 32 bits. What an access means and how
// it is answered is decided by what is connected: File.
//
// Latency: a write acts 1 cycle after address and data are taken, and is
// answered in the cycle after that; a read has the values of the cycle after
// its address is taken, and is answered in the next. Throughput: an access a
// cycle in each direction. No output depends on an input within a cycle.
type Lite struct{}

// The responses.
const (
	okay   = 0
	slvErr = 2
	decErr = 3
)

// LiteIn is the master's channels, and the answers to what is in LiteOut in
// the same cycle.
type LiteIn struct {
	AW        hdl.Source[LiteAddress]
	W         hdl.Source[LiteWrite]
	AR        hdl.Source[LiteAddress]
	WriteResp hdl.UInt
	ReadResp  hdl.UInt
	ReadData  hdl.UInt
}

// LiteOut is the slave's channels, and the accesses.
type LiteOut struct {
	B        hdl.Source[LiteAnswer]
	R        hdl.Source[LiteRead]
	Write    WordWrite
	ReadAddr hdl.UInt // in words
}

// LiteAddress is a beat of AW or AR.
type LiteAddress struct {
	Addr hdl.UInt // in bytes; the lowest two bits are ignored
	Prot hdl.UInt // ignored
}

// LiteWrite is a beat of W.
type LiteWrite struct {
	Data hdl.UInt
	Strb hdl.UInt
}

// LiteAnswer is a beat of B.
type LiteAnswer struct{ Resp hdl.UInt }

// LiteRead is a beat of R.
type LiteRead struct {
	Data hdl.UInt
	Resp hdl.UInt
}

// WordWrite is a write in the cycles in which Valid is true.
type WordWrite struct {
	Valid hdl.Bool
	Addr  hdl.UInt // in words
	Data  hdl.UInt
	Whole hdl.Bool // all bytes of the word are written
}

// WordWriteT is the type of a WordWrite.
func WordWriteT() WordWrite {
	return WordWrite{Addr: hdl.UIntT(addrBits - 2), Data: hdl.UIntT(wordBits)}
}

// liteStreams is the types of the master's channels.
func liteStreams() (aw hdl.Source[LiteAddress], w hdl.Source[LiteWrite], ar hdl.Source[LiteAddress]) {
	a := LiteAddress{Addr: hdl.UIntT(addrBits), Prot: hdl.UIntT(3)}
	return hdl.StreamT(a), hdl.StreamT(LiteWrite{Data: hdl.UIntT(wordBits), Strb: hdl.UIntT(wordBits / 8)}), hdl.StreamT(a)
}

// Inputs has addresses of addrBits.
func (Lite) Inputs() LiteIn {
	aw, w, ar := liteStreams()
	return LiteIn{AW: aw, W: w, AR: ar, WriteResp: hdl.UIntT(2), ReadResp: hdl.UIntT(2), ReadData: hdl.UIntT(wordBits)}
}

// Build has two words of storage for each channel.
func (Lite) Build(m *hdl.Module, in LiteIn) LiteOut {
	m.Doc("AXI4-Lite slave")
	m.Unused(in.AW.Data().Prot, in.AW.Data().Addr, in.AR.Data().Prot, in.AR.Data().Addr)
	word := func(a LiteAddress) hdl.UInt { return a.Addr.Shr(2) }
	aw := stream.Queue(m, "write_addr_in", hdl.MapStream(in.AW, word), 2)
	w := stream.Queue(m, "data_in", in.W, 2)
	ar := stream.Queue(m, "read_addr_in", hdl.MapStream(in.AR, word), 2)

	writes := stream.Join2(m, "writes", aw, w)
	answers := hdl.MapStream(writes, func(stream.Pair[hdl.UInt, LiteWrite]) LiteAnswer { return LiteAnswer{in.WriteResp} })
	reads := hdl.MapStream(ar, func(hdl.UInt) LiteRead { return LiteRead{Data: in.ReadData, Resp: in.ReadResp} })
	out := LiteOut{
		B:        stream.Queue(m, "write_out", answers, 2),
		R:        stream.Queue(m, "read_out", reads, 2),
		ReadAddr: ar.Data(),
	}
	a, d := writes.Data().A, writes.Data().B
	out.Write = WordWrite{Valid: writes.Valid().And(writes.Ready()), Addr: a, Data: d.Data, Whole: d.Strb.AndR()}
	return out
}
