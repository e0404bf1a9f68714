package control

import (
	"npugen/blocks/stream"
	"npugen/hdl"
	"npugen/isa"
)

// queues is the number of queues with a unit behind: all but isa.Control.
const queues = int(isa.Queues) - 1

// Slot is a queue's place where there is one thing a queue.
func Slot(q isa.Queue) int { return int(q) - 1 }

// Dispatch adds registers to instructions and hands them to their queues in
// the order of the program. A full queue stops those behind it.
//
// Latency: 6 cycles. Throughput: an instruction a cycle.
type Dispatch struct{}

// DispatchIn is the program and what the host writes to the registers, which
// must stay while a program runs.
type DispatchIn struct {
	Program hdl.Source[Fetched]
	Write   RegisterWrite
	Drained hdl.Bool // all queues and units are idle
}

// DispatchOut is the instructions for each queue, and what the host may see.
type DispatchOut struct {
	Queue  []hdl.Source[Order] // by Slot
	Waits  hdl.Bool            // an instruction waits for its queue, or the last one for the units
	Passed hdl.Bool            // an instruction left, the last one too
	Last   hdl.Bool            // it was the last one
	Op     hdl.UInt            // of the instruction that waits or leaves
	Number hdl.UInt
}

// Order is an instruction that is ready to be queued.
type Order struct {
	Line   hdl.UInt
	Number hdl.UInt
}

// OrderT is the type of an Order.
func OrderT() Order { return Order{Line: hdl.UIntT(lineBits), Number: hdl.UIntT(numberBits)} }

// Inputs has lines of instructions.
func (Dispatch) Inputs() DispatchIn {
	return DispatchIn{Program: hdl.StreamT(FetchedT()), Write: RegisterWriteT()}
}

// Build reads the registers of instructions, sends them through an adder for
// each modifier, and then to their queues. The last instruction leaves when all others are complete.
func (Dispatch) Build(m *hdl.Module, in DispatchIn) DispatchOut {
	m.Doc("resolves instructions and hands them out")
	src := stream.Pipe(m, "read", hdl.Inst(m, "registers", Registers{}, RegistersIn{in.Program, in.Write}).Out)
	for i := range isa.Modifiers {
		src = hdl.Inst(m, hdl.N("adder", i), Adder{isa.Modifiers - i}, AdderIn{src}).Out
	}
	r := src.Data()
	m.Unused(r.Words)
	op := operation(r.Header)
	out := DispatchOut{Op: op, Number: r.Number}
	ready := hdl.B(true) // of nothing: passes at once
	for q := isa.Weight; q < isa.Queues; q++ {
		here := op.Shr(3).Is(uint64(q)).And(r.Last.Not())
		sink, orders := hdl.NewStream(m, "to_"+q.String(), OrderT())
		sink.Offer(src.Valid().And(here), Order{Line: r.line(), Number: r.Number})
		ready = ready.And(here.Not().Or(sink.Ready()))
		out.Queue = append(out.Queue, orders)
	}
	out.Passed = src.Accept(ready.And(r.Last.Not().Or(in.Drained)))
	out.Waits = src.Valid().And(out.Passed.Not())
	out.Last = r.Last
	return out
}
