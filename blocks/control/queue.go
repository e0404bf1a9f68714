package control

import (
	"npugen/blocks/bundle"
	"npugen/blocks/stream"
	"npugen/hdl"
	"npugen/isa"
)

// Queue holds the commands of one unit. The oldest is offered to the unit as
// soon as all tokens are there that it waits for; as it is taken, so is one of
// each of them. When it is complete, its signals are given.
//
// Latency: 1 cycle from an order to the unit; none from tokens to the unit,
// none from Done to Give. Throughput: a command a cycle.
type Queue[C bundle.Command] struct {
	Queue  isa.Queue
	Depth  int // commands that wait
	Flight int // commands that the unit has taken and not completed
}

// QueueIn is orders, the tokens that are there, and the unit's completions.
type QueueIn struct {
	Order   hdl.Source[Order]
	There   hdl.UInt // a bit for each counter above 0
	Retired bundle.Retired
}

// QueueOut is the unit's commands, the tokens taken and given in this cycle,
// and what there is to see.
type QueueOut[C bundle.Command] struct {
	Command hdl.Source[C]
	Take    hdl.UInt
	Give    hdl.UInt
	Trace   Trace
	Head    Head
	Idle    hdl.Bool // nothing waits or runs
}

// Trace is the starts and completions of one queue, each with the number of
// its instruction.
type Trace struct {
	Started  hdl.Bool
	Start    hdl.UInt
	Retired  hdl.Bool
	Complete hdl.UInt
	Hash     hdl.UInt
}

// TraceT is the type of a Trace.
func TraceT() Trace {
	return Trace{Start: hdl.UIntT(numberBits), Complete: hdl.UIntT(numberBits), Hash: hdl.UIntT(wordBits)}
}

// Head is the command that waits, and how many run.
type Head struct {
	Valid   hdl.Bool
	Op      hdl.UInt
	Number  hdl.UInt
	Missing hdl.UInt // tokens that are not there
	Running hdl.UInt // 8 bits
}

// HeadT is the type of a Head.
func HeadT() Head {
	return Head{Op: hdl.UIntT(6), Number: hdl.UIntT(numberBits), Missing: hdl.UIntT(isa.Tokens), Running: hdl.UIntT(8)}
}

// waiting is what is queued of an order.
type waiting[C bundle.Command] struct {
	Op      hdl.UInt
	Number  hdl.UInt
	Wait    hdl.UInt
	Signal  hdl.UInt
	Command C
}

// flying is what is remembered of a command that the unit has.
type flying struct {
	Number hdl.UInt
	Signal hdl.UInt
}

// Inputs has a line for each order.
func (Queue[C]) Inputs() QueueIn {
	return QueueIn{Order: hdl.StreamT(OrderT()), There: hdl.UIntT(isa.Tokens), Retired: bundle.RetiredT()}
}

// Build has a queue of what waits and one of what runs.
func (q Queue[C]) Build(m *hdl.Module, in QueueIn) QueueOut[C] {
	m.Doc("queue of the " + q.Queue.String() + " unit")
	depth := within(m, "commands that wait", q.Depth, 1, 1<<10)
	flight := within(m, "commands that run", q.Flight, 1, 1<<8-1)
	m.Unused(in.Order.Data().Line)
	orders := hdl.MapStream(in.Order, func(o Order) waiting[C] {
		return waiting[C]{Op: operation(o.Line), Number: o.Number, Wait: headerField(o.Line, "wait"),
			Signal: headerField(o.Line, "signal"), Command: bundle.Decode[C](o.Line)}
	})
	oldest := stream.Queue(m, "waiting", orders, depth)
	w := oldest.Data()
	missing := hdl.Name(m, "missing", w.Wait.And(in.There.Not()))
	may := missing.OrR().Not()

	track, tracked := hdl.NewStream(m, "track", flying{Number: w.Number, Signal: w.Signal})
	flights, running := stream.CountedQueue(m, "running", tracked, flight)
	sink, command := hdl.NewStream(m, "command", bundle.T[C]())
	started := sink.Offer(oldest.Valid().And(may, track.Ready()), w.Command)
	track.Offer(started, flying{Number: w.Number, Signal: w.Signal})
	oldest.Accept(started)

	done := in.Retired.Done
	flights.Accept(done)
	m.When(done, func() {
		m.Assert("one_was_running", flights.Valid(), "the unit completed a command that it did not have")
	})
	none := hdl.U(0, isa.Tokens)
	out := QueueOut[C]{
		Command: command,
		Take:    hdl.Mux(started, w.Wait, none),
		Give:    hdl.Mux(done, flights.Data().Signal, none),
		Trace:   Trace{Started: started, Start: w.Number, Retired: done, Complete: flights.Data().Number, Hash: in.Retired.Hash},
		Head:    Head{Valid: oldest.Valid(), Op: w.Op, Number: w.Number, Missing: missing, Running: running.Ext(8)},
		Idle:    oldest.Valid().Or(running.OrR()).Not(),
	}
	stream.Check(m, "command_check", command)
	return out
}
