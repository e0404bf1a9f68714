package control

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/blocks/stream"
	"npugen/hdl"
	"npugen/isa"
)

// Unit is the control of an NPU.
type Unit struct {
	bundle.Shape
	Queue  int // commands that wait in each queue
	Flight int // commands that a unit has taken and not completed
	Fetch  int // beats of instructions read ahead
}

// UnitIn is the host's channels, beats of instructions, and what units tell.
type UnitIn struct {
	AW      hdl.Source[LiteAddress]
	W       hdl.Source[LiteWrite]
	AR      hdl.Source[LiteAddress]
	Beats   hdl.Source[hdl.UInt] // answers to Read, in order; always taken
	Retired []bundle.Retired     // by Slot
	Best    hdl.UInt             // result of the last ARGMAX or TOPK
	Events  Events
}

// UnitOut is the answers, reads of instructions, and the units' commands.
type UnitOut struct {
	B      hdl.Source[LiteAnswer]
	R      hdl.Source[LiteRead]
	Read   hdl.Source[hdl.UInt] // addresses of beats
	Weight hdl.Source[bundle.Stream]
	Load   hdl.Source[bundle.Load]
	Ahead  hdl.Source[bundle.Matmul] // what Matrix will have, as soon as it is known
	Matrix hdl.Source[bundle.Matmul]
	Vector hdl.Source[bundle.Vector]
	Store  hdl.Source[bundle.Store]
	Trace  []Trace  // by Slot
	IRQ    hdl.Bool // the interrupt
}

// Inputs has the ports of the shape.
func (u Unit) Inputs() UnitIn {
	aw, w, ar := liteStreams()
	return UnitIn{AW: aw, W: w, AR: ar, Beats: hdl.StreamT(u.BeatT()),
		Retired: hdl.Vec(queues, bundle.RetiredT()), Best: hdl.UIntT(wordBits)}
}

// without is the operation that the shape leaves out.
func (u Unit) without() isa.Op {
	if u.TopK == 0 {
		return isa.TOPK
	}
	return isa.NOP
}

// Build connects the parts.
func (u Unit) Build(m *hdl.Module, in UnitIn) UnitOut {
	u.Shape = u.Checked(m)
	m.Doc("runs programs")
	live := hdl.Wire(m, "live", hdl.Vec(len(of(Access.live)), hdl.UIntT(wordBits)))
	busy := hdl.RegInit(m, "busy", hdl.B(false))
	file, out := u.registers(m, in, live.Get(), busy.Q().Not())
	start := file.action(RegDoorbell)

	drained := hdl.Wire(m, "drained", hdl.BoolT())
	f := hdl.Inst(m, "fetch", Fetch{u.Channels, u.Fetch, u.without()}, FetchIn{Start: start, Line: file.value(RegStartLine), Beats: in.Beats})
	d := hdl.Inst(m, "dispatch", Dispatch{}, DispatchIn{Program: f.Program, Write: file.Program, Drained: drained.Get()})
	out.Read = f.Read

	// Whoever looks ahead lags behind a command's start by what runs at most.
	orders := stream.Fork(m, "matrix_orders", d.Queue[Slot(isa.Matrix)], 2)
	d.Queue[Slot(isa.Matrix)] = orders[1]
	m.Unused(orders[0].Data().Line, orders[0].Data().Number)
	out.Ahead = stream.Queue(m, "ahead", hdl.MapStream(orders[0], func(o Order) bundle.Matmul { return bundle.Decode[bundle.Matmul](o.Line) }), u.Queue+u.Flight)

	there := hdl.Wire(m, "there", hdl.UIntT(isa.Tokens))
	var qs queueStates
	out.Weight = queue[bundle.Stream](m, u, isa.Weight, d, in, there.Get(), &qs)
	out.Load = queue[bundle.Load](m, u, isa.Load, d, in, there.Get(), &qs)
	out.Matrix = queue[bundle.Matmul](m, u, isa.Matrix, d, in, there.Get(), &qs)
	out.Vector = queue[bundle.Vector](m, u, isa.Vector, d, in, there.Get(), &qs)
	out.Store = queue[bundle.Store](m, u, isa.Store, d, in, there.Get(), &qs)
	out.Trace = qs.trace
	tokens := hdl.Inst(m, "tokens", Tokens{}, TokensIn{Clear: start, Take: qs.take, Give: qs.give})
	there.Set(tokens.There)
	drained.Set(hdl.All(qs.idle...).And(f.Idle))

	ended := d.Passed.And(d.Last)
	m.When(start, func() { busy.D(hdl.B(true)) }).Elsewhen(ended, func() { busy.D(hdl.B(false)) })
	counts := hdl.Inst(m, "counters", Bank{}, BankIn{Clear: start, Enable: busy.Q(), So: u.events(in.Events, d, qs)})
	r := u.run(m, start, ended, d)
	interrupt := hdl.RegInit(m, "pending", hdl.B(false))
	m.When(ended, func() {
		interrupt.D(hdl.B(true))
	}).Elsewhen(file.action(RegInterrupt), func() {
		interrupt.D(hdl.B(false))
	})
	out.IRQ = interrupt.Q().And(file.value(RegInterruptEnable).Bit(0))
	u.show(values{
		RegStatus:      hdl.Cat(r.wrong, r.done, busy.Q()).Ext(wordBits),
		RegErrorOp:     r.op.Ext(wordBits),
		RegErrorNumber: r.number,
		RegInterrupt:   one(interrupt.Q(), wordBits),
		RegResult:      in.Best,
	}, live, counts, qs, tokens, d)
	return out
}

// result is how the last program ended.
type result struct {
	done, wrong hdl.Bool
	op, number  hdl.UInt
}

// run keeps how a program ends, until the next one starts.
func (u Unit) run(m *hdl.Module, start, ended hdl.Bool, d DispatchOut) result {
	done, wrong := hdl.RegInit(m, "done", hdl.B(false)), hdl.RegInit(m, "wrong", hdl.B(false))
	op, number := hdl.RegInit(m, "error_op", hdl.U(0, 6)), hdl.RegInit(m, "error_number", hdl.U(0, numberBits))
	m.When(start, func() {
		done.D(hdl.B(false))
		wrong.D(hdl.B(false))
	}).Elsewhen(ended, func() {
		done.D(hdl.B(true))
		m.When(is(d.Op, isa.END).Not(), func() {
			wrong.D(hdl.B(true))
			op.D(d.Op)
			number.D(d.Number)
		})
	})
	return result{done.Q(), wrong.Q(), op.Q(), number.Q()}
}

// queueStates is what the queues give beside commands, by Slot.
type queueStates struct {
	take, give []hdl.UInt
	idle       []hdl.Bool
	head       []Head
	trace      []Trace
}

// queue makes the queue of one unit and adds its state.
func queue[C bundle.Command](m *hdl.Module, u Unit, q isa.Queue, d DispatchOut, in UnitIn, there hdl.UInt, s *queueStates) hdl.Source[C] {
	out := hdl.Inst(m, q.String()+"_queue", Queue[C]{Queue: q, Depth: u.Queue, Flight: u.Flight},
		QueueIn{Order: d.Queue[Slot(q)], There: there, Retired: in.Retired[Slot(q)]})
	s.take, s.give, s.idle = append(s.take, out.Take), append(s.give, out.Give), append(s.idle, out.Idle)
	s.head, s.trace = append(s.head, out.Head), append(s.trace, out.Trace)
	return out.Command
}

// events is what is counted, in the order of Counters.
func (u Unit) events(e Events, d DispatchOut, qs queueStates) []hdl.Bool {
	all := map[string]hdl.Bool{
		"cycles": hdl.B(true), "instructions": d.Passed,
		"matrix_active": e.MatrixActive, "matrix_starved": e.MatrixStarved, "matrix_shifting": e.MatrixShifting,
		"vector_active": e.VectorActive,
		"read_fetch":    e.ReadFetch, "read_load": e.ReadLoad, "read_weights": e.ReadWeights, "read_host": e.ReadHost,
		"write_store": e.WriteStore, "write_host": e.WriteHost,
	}
	for q := isa.Weight; q < isa.Queues; q++ {
		h := qs.head[Slot(q)]
		all["busy_"+q.String()] = h.Running.OrR()
		all["wait_"+q.String()] = h.Valid.And(h.Missing.OrR())
	}
	var list []hdl.Bool
	for _, c := range Counters() {
		e, ok := all[c.Name]
		if !ok {
			panic(fmt.Sprintf("control: nothing counts %s", c.Name))
		}
		list = append(list, e)
	}
	return list
}
