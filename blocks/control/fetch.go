package control

import (
	"fmt"
	"math/bits"

	"npugen/blocks/stream"
	"npugen/hdl"
	"npugen/isa"
)

// Fetch reads a program from memory, ahead of what is taken, and gives its
// instructions one by one up to the one that ends it. Depth beats are at most
// asked for and not used up, so an answer always finds its place.
//
// Latency: 2 cycles from Start to the first read; 2 from a beat to its first
// instruction (1 below stream.RAMDepth). Throughput: an instruction a cycle.
type Fetch struct {
	Channels int    // a beat has an instruction for each
	Depth    int    // beats
	Without  isa.Op // an operation that the chip does not have, though package isa does; 0: it has all
}

// FetchIn starts a program. Start is for a cycle in which Idle is true. Beats
// are the answers to Read, in order; they are always taken.
type FetchIn struct {
	Start hdl.Bool
	Line  hdl.UInt // of the first instruction, any
	Beats hdl.Source[hdl.UInt]
}

// FetchOut is the addresses of beats to read, and the instructions.
type FetchOut struct {
	Read    hdl.Source[hdl.UInt]
	Program hdl.Source[Fetched]
	Idle    hdl.Bool // nothing runs and all answers have come
}

// Fetched is an instruction as it is in memory.
type Fetched struct {
	Line   hdl.UInt
	Number hdl.UInt // in the order of the program, from 0
	Last   hdl.Bool // END, or an operation that is unknown
}

// FetchedT is the type of a Fetched.
func FetchedT() Fetched {
	return Fetched{Line: hdl.UIntT(lineBits), Number: hdl.UIntT(numberBits)}
}

func (f Fetch) channels() int {
	if f.Channels < 1 || f.Channels > 16 || f.Channels&(f.Channels-1) != 0 {
		return 1
	}
	return f.Channels
}

func (f Fetch) laneBits() int { return bits.Len(uint(f.channels())) - 1 }

// Inputs has beats of a line for each channel.
func (f Fetch) Inputs() FetchIn {
	return FetchIn{Line: hdl.UIntT(wordBits), Beats: hdl.StreamT(hdl.UIntT(lineBits * f.channels()))}
}

// Build asks while the program runs and there is room. What has come from
// behind the program's end is dropped.
func (f Fetch) Build(m *hdl.Module, in FetchIn) FetchOut {
	m.Doc("reads the program")
	if f.Channels != f.channels() {
		m.Reject(fmt.Sprintf("%d channels", f.Channels), "use a power of two, 1 to 16")
	}
	depth := within(m, "beats to read ahead", f.Depth, 2, 1<<10)
	running := hdl.RegInit(m, "running", hdl.B(false))
	held := hdl.RegInit(m, "held", hdl.U(0, countWidth(depth))) // asked for and not used up

	next := hdl.Reg(m, "next", hdl.UIntT(wordBits-f.laneBits()))
	ask, asked := hdl.NewStream(m, "ask", next.Q())
	asks := ask.Offer(running.Q().And(held.Q().Lt(hdl.U(uint64(depth)))), next.Q())
	m.When(asks, func() { next.D(next.Q().AddWrap(hdl.U(1))) })

	m.When(in.Beats.Valid(), func() {
		m.Assert("room_for_beats", in.Beats.Ready(), "a beat came that was not asked for")
	})
	beats := stream.Queue(m, "beats", in.Beats, depth)
	number := hdl.Reg(m, "number", hdl.UIntT(numberBits))
	sink, program := hdl.NewStream(m, "program", FetchedT())
	line, lastOfBeat := f.pick(m, in, beats.Data(), sink.Ready().And(beats.Valid(), running.Q()))
	last := f.ends(line)
	moved := sink.Offer(beats.Valid().And(running.Q()), Fetched{Line: line, Number: number.Q(), Last: last})
	used := beats.Accept(running.Q().Not().Or(sink.Ready().And(lastOfBeat)))
	m.When(moved, func() {
		number.D(number.Q().AddWrap(hdl.U(1)))
		m.When(last, func() { running.D(hdl.B(false)) })
	})
	m.When(asks.And(used.Not()), func() {
		held.D(held.Q().AddWrap(hdl.U(1)))
	}).Elsewhen(used.And(asks.Not()), func() {
		held.D(held.Q().SubWrap(hdl.U(1)))
	})
	idle := running.Q().Or(held.Q().OrR()).Not()
	m.When(in.Start, func() {
		m.Assert("start_when_idle", idle, "a program was started while another runs")
		running.D(hdl.B(true))
		number.D(hdl.U(0, numberBits))
		next.D(in.Line.Bits(wordBits-1, f.laneBits()))
	})
	stream.Check(m, "program_check", program)
	return FetchOut{Read: stream.Queue(m, "reads", asked, 2), Program: program, Idle: idle}
}

// pick is the instruction of a beat whose turn it is, and whether it is the
// beat's last.
func (f Fetch) pick(m *hdl.Module, in FetchIn, beat hdl.UInt, taken hdl.Bool) (hdl.UInt, hdl.Bool) {
	if f.laneBits() == 0 {
		return beat, hdl.B(true)
	}
	lane := hdl.Reg(m, "lane", hdl.UIntT(f.laneBits()))
	m.When(in.Start, func() {
		lane.D(in.Line.Trunc(f.laneBits()))
	}).Elsewhen(taken, func() {
		lane.D(lane.Q().AddWrap(hdl.U(1)))
	})
	lines := hdl.Unpack(hdl.Vec(f.channels(), hdl.UIntT(lineBits)), beat)
	return hdl.Name(m, "picked", hdl.Index(lines, lane.Q())), lane.Q().AndR()
}

// ends is whether an instruction is the last that is run.
func (f Fetch) ends(line hdl.UInt) hdl.Bool {
	return f.known(operation(line)).Not().Or(is(operation(line), isa.END))
}

// known is whether an operation exists.
func (f Fetch) known(op hdl.UInt) hdl.Bool {
	var any []hdl.Bool
	for _, o := range isa.Ops() {
		if o == f.Without && o != isa.NOP {
			continue
		}
		any = append(any, is(op, o))
	}
	return hdl.Any(any...)
}

func is(op hdl.UInt, o isa.Op) hdl.Bool { return op.Is(uint64(o)) }

func operation(line hdl.UInt) hdl.UInt { return headerField(line, "op") }

// headerField is a field that all instructions have.
func headerField(line hdl.UInt, name string) hdl.UInt {
	f, ok := isa.Lookup(isa.NOP, name)
	if !ok || f.Word != 0 {
		panic(fmt.Sprintf("control: no field %q in word 0", name))
	}
	return line.Bits(f.Lo+f.Bits-1, f.Lo)
}
