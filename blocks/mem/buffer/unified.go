package buffer

import (
	"fmt"
	"math/bits"

	"npugen/blocks/mem"
	"npugen/blocks/stream"
	"npugen/hdl"
)

// Ports is what a bank does in one cycle.
type Ports int

// The kinds of banks.
const (
	Shared Ports = iota // one read or one write: single-port RAM
	Split               // one read and one write: RAM with two ports
)

// String is the name in module names.
func (p Ports) String() string {
	if p == Split {
		return "split"
	}
	return "shared"
}

// Unified is a buffer of Banks x Words words of Width bits for several readers
// and writers. Word a is word a/Banks of bank a%Banks, so clients that walk
// through consecutive words meet different banks.
//
// Each bank serves one request a cycle (Shared), or one read and one write
// (Split); clients on different banks do not see each other. Requests for one
// bank are served round robin: one that is held up is served within as many
// cycles as there are clients that compete for that port: Readers+Writers
// (Shared), Readers or Writers (Split). A read and a write of one word accepted
// in the same cycle, which Split allows, give the old word.
//
// A response waits for its reader; up to Latency()+1 are in flight or waiting,
// then further requests of that reader, and of no other, wait.
//
// Latency: 1 cycle from an accepted read to its response, 2 with OutReg.
// Throughput: one request a cycle for each client that has a bank to itself.
// Storage: Banks*Words*Width bits of RAM; a reader has Latency()+1 words in
// registers. Reset: empties the response buffers, not the RAM. Paths: ready of
// a request depends on the valids and addresses of all; a response's valid
// and data come from registers and the RAM, its ready goes to registers only.
type Unified struct {
	Banks   int   `hdl:"b"` // a power of two
	Words   int   `hdl:"d"` // of each bank
	Width   int   `hdl:"w"` // bits
	Lane    int   `hdl:"l"` // bits for each bit of a write's mask; 0: no mask
	Readers int   `hdl:"r"`
	Writers int   `hdl:"wr"`
	Ports   Ports // of each bank
	OutReg  bool  `hdl:"q"` // register what the RAM gives
}

// ReadReq asks for the word at Addr.
type ReadReq struct{ Addr hdl.UInt }

// WriteReq stores Data at Addr, or the lanes of it that Mask names. Without
// lanes Mask is empty.
type WriteReq struct {
	Addr, Data hdl.UInt
	Mask       []hdl.Bool
}

// UnifiedIn is the requests of the clients.
type UnifiedIn struct {
	Read  []hdl.Source[ReadReq]
	Write []hdl.Source[WriteReq]
}

// UnifiedOut is the responses to the readers.
type UnifiedOut struct{ Resp []hdl.Source[hdl.UInt] }

const (
	maxBanks   = 1 << 10
	maxClients = 1 << 8
)

// Latency is the cycles from an accepted read to its response.
func (u Unified) Latency() int {
	if u.OutReg {
		return 2
	}
	return 1
}

// AddrWidth is the width of an address: log2(Banks) and that of a bank's word.
func (u Unified) AddrWidth() int { return u.bankBits() + mem.AddrWidth(u.Words) }

func (u Unified) bankBits() int { return bits.Len(uint(u.Banks)) - 1 }

// near is u where it is right, and the nearest that can be built where not.
func (u Unified) near() Unified {
	u.Banks = min(1<<(bits.Len(uint(max(u.Banks, 1)))-1), maxBanks)
	u.Words = min(max(u.Words, 1), 1<<28)
	u.Width = min(max(u.Width, 1), 1<<16)
	if u.Lane < 0 || u.Lane > 0 && u.Width%u.Lane != 0 {
		u.Lane = 0
	}
	u.Readers = min(max(u.Readers, 1), maxClients)
	u.Writers = min(max(u.Writers, 1), maxClients)
	return u
}

// checked reports what near changed, but for what the banks report.
func (u Unified) checked(m *hdl.Module) Unified {
	n := u.near()
	if u.Banks != n.Banks {
		m.Reject(fmt.Sprintf("%d banks", u.Banks), fmt.Sprintf("want a power of two from 1 to %d", maxBanks))
	}
	if u.Readers != n.Readers || u.Writers != n.Writers {
		m.Reject(fmt.Sprintf("%d readers and %d writers", u.Readers, u.Writers), fmt.Sprintf("want 1 to %d of each", maxClients))
	}
	if u.Words != n.Words || u.Width != n.Width || u.Lane != n.Lane {
		m.Reject(fmt.Sprintf("banks of %d words of %d bits with lanes of %d", u.Words, u.Width, u.Lane),
			"want at least one word of one bit, and lanes that divide the width (0 for no mask)")
	}
	if u.Ports != Shared && u.Ports != Split {
		m.Reject("a kind of bank that does not exist", "use buffer.Shared or buffer.Split")
	}
	return n
}

func (u Unified) readReq() ReadReq { return ReadReq{hdl.UIntT(u.AddrWidth())} }

func (u Unified) writeReq() WriteReq {
	w := WriteReq{Addr: hdl.UIntT(u.AddrWidth()), Data: hdl.UIntT(u.Width)}
	if u.Lane > 0 {
		w.Mask = hdl.Vec(u.Width/u.Lane, hdl.BoolT())
	}
	return w
}

// Inputs has Readers and Writers streams of requests.
func (u Unified) Inputs() UnifiedIn {
	u = u.near()
	return UnifiedIn{
		Read:  hdl.Vec(u.Readers, hdl.StreamT(u.readReq())),
		Write: hdl.Vec(u.Writers, hdl.StreamT(u.writeReq())),
	}
}

// split is the bank and the row of an address.
func (u Unified) split(addr hdl.UInt) (bank, row hdl.UInt) {
	b := u.bankBits()
	if b == 0 {
		return hdl.U(0, 1), addr
	}
	return addr.Trunc(b), addr.Shr(b)
}

// Build wires readers and writers to the banks.
func (u Unified) Build(m *hdl.Module, in UnifiedIn) UnifiedOut {
	u = u.checked(m)
	m.Doc("banked buffer shared by several readers and writers")
	toBank := bankIn{}
	var readBank, writeBank []hdl.UInt
	for _, r := range in.Read {
		b, row := u.split(r.Data().Addr)
		readBank = append(readBank, b)
		toBank.ReadRow = append(toBank.ReadRow, row)
	}
	for _, w := range in.Write {
		b, row := u.split(w.Data().Addr)
		writeBank = append(writeBank, b)
		write := bankWrite{Row: row, Data: w.Data().Data}
		if u.Lane > 0 {
			write.Mask = []hdl.UInt{hdl.Pack(w.Data().Mask)}
		}
		toBank.Write = append(toBank.Write, write)
	}
	asks := hdl.Wire(m, "asks", hdl.Vec(u.Readers, hdl.BoolT()))
	banks := make([]bankOut, u.Banks)
	for i := range banks {
		at := toBank
		for r, b := range readBank {
			at.ReadWant = append(at.ReadWant, asks.Get()[r].And(b.Is(uint64(i))))
		}
		for w, b := range writeBank {
			at.WriteWant = append(at.WriteWant, in.Write[w].Valid().And(b.Is(uint64(i))))
		}
		banks[i] = hdl.Inst(m, hdl.N("bank", i), bank{u.Words, u.Width, u.Lane, u.Readers, u.Writers, u.Ports, u.OutReg}, at)
	}
	for w := range in.Write {
		in.Write[w].Accept(anyBank(banks, func(b bankOut) hdl.Bool { return b.WriteGrant[w] }))
	}
	var out UnifiedOut
	ask := make([]hdl.Bool, u.Readers)
	for r, req := range in.Read {
		data := make([]hdl.UInt, u.Banks)
		for i, b := range banks {
			data[i] = b.Data
		}
		c := hdl.Inst(m, hdl.N("reader", r), reader{u.Banks, u.Width, u.Latency()}, readerIn{
			Req:     hdl.MapStream(req, func(ReadReq) hdl.UInt { return readBank[r] }),
			Granted: anyBank(banks, func(b bankOut) hdl.Bool { return b.ReadGrant[r] }),
			Data:    data,
		})
		ask[r] = c.Ask
		stream.Check(m, hdl.N("resp_check", r), c.Resp)
		out.Resp = append(out.Resp, c.Resp)
	}
	asks.Set(ask)
	return out
}

func anyBank(banks []bankOut, f func(bankOut) hdl.Bool) hdl.Bool {
	var bs []hdl.Bool
	for _, b := range banks {
		bs = append(bs, f(b))
	}
	return hdl.Any(bs...)
}
