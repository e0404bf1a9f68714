package simbench

import (
	"encoding/binary"

	"npugen/blocks/control"
	"npugen/gen/npu"
	"npugen/hdl"
)

// runner writes the registers of a run, rings the doorbell, waits for the
// interrupt, clears it and rings again, without end.
type runner struct {
	in               npu.LiteIn
	step             *hdl.Register[hdl.UInt] // the write that is under way
	on               *hdl.Var[hdl.Bool]      // it is
	addressed, given *hdl.Register[hdl.Bool] // its address, its data has been taken
	first, last      int                     // of the writes that are repeated
}

func newRunner(m *hdl.Module, ports npu.LiteIn, w workload) *runner {
	var writes []byte // of a register's address and value each
	write := func(addr int, v uint32) {
		writes = binary.LittleEndian.AppendUint32(writes, v)
		writes = binary.LittleEndian.AppendUint32(writes, uint32(addr))
	}
	for i, v := range w.run.Registers {
		if w.used[i] {
			write(control.RegProgram(i), v)
		}
	}
	write(control.RegStartLine, w.run.Line)
	write(control.RegInterruptEnable, 1)
	first := len(writes) / 8
	write(control.RegInterrupt, 1)
	write(control.RegDoorbell, 1)

	table := newROM(m, "writes", writes, 8)
	r := &runner{
		step: hdl.RegInit(m, "step", hdl.U(0, table.addr())), on: hdl.Wire(m, "writing", hdl.BoolT()),
		addressed: hdl.RegInit(m, "addressed", hdl.B(false)), given: hdl.RegInit(m, "given", hdl.B(false)),
		first: first, last: table.depth - 1,
	}
	entry := table.read("write", r.step.Q())
	address, aw := hdl.NewStream(m, "lite_aw", ports.AW.Data())
	data, dw := hdl.NewStream(m, "lite_w", ports.W.Data())
	to := ports.AW.Data()
	m.When(address.Offer(hdl.All(r.on.Get(), r.addressed.Q().Not()), control.LiteAddress{Addr: entry.Bits(31+to.Addr.Width(), 32), Prot: hdl.Zero(to.Prot)}), func() {
		r.addressed.D(hdl.B(true))
	})
	m.When(data.Offer(hdl.All(r.on.Get(), r.given.Q().Not()), control.LiteWrite{Data: entry.Bits(31, 0), Strb: hdl.U(15, 4)}), func() {
		r.given.D(hdl.B(true))
	})
	m.Unused(entry)
	r.in = npu.LiteIn{AW: aw, W: dw, AR: never(m, "lite_ar", ports.AR.Data())}
	return r
}

// connect goes from write to write, once it may.
func (r *runner) connect(m *hdl.Module, out npu.LiteOut, may, irq hdl.Bool) {
	waiting := hdl.RegInit(m, "waiting", hdl.B(false)) // for the interrupt
	r.on.Set(may.And(waiting.Q().Not()))
	rung := r.step.Q().Eq(hdl.U(uint64(r.last)))
	m.When(out.B.Accept(hdl.B(true)), func() {
		r.addressed.D(hdl.B(false))
		r.given.D(hdl.B(false))
		r.step.D(hdl.Mux(rung, hdl.U(uint64(r.first), r.step.Q().Width()), r.step.Q().AddWrap(hdl.U(1))))
		waiting.D(rung)
	}).Elsewhen(irq, func() { waiting.D(hdl.B(false)) })
	out.R.Accept(hdl.B(true))
}
