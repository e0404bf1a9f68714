package guide

import "npugen/hdl"

// Packet is a bundle: a plain struct of signals.
type Packet struct {
	Dest hdl.UInt
	Data hdl.UInt
	Last hdl.Bool
}

// PacketT is the type of a packet: a Packet without signals.
func PacketT() Packet { return Packet{Dest: hdl.UIntT(2), Data: hdl.UIntT(8)} }

// Stage holds one packet: a register with a handshake on both sides.
type Stage struct{}

type StageIn struct{ Enq hdl.Source[Packet] }

type StageOut struct{ Deq hdl.Source[Packet] }

func (Stage) Inputs() StageIn { return StageIn{Enq: hdl.StreamT(PacketT())} }

func (Stage) Build(m *hdl.Module, in StageIn) StageOut {
	full := hdl.RegInit(m, "full", hdl.B(false))
	held := hdl.Reg(m, "held", PacketT())
	sink, deq := hdl.NewStream(m, "deq", PacketT())

	sink.Offer(full.Q(), held.Q())
	push := in.Enq.Accept(full.Q().Not().Or(sink.Ready()))
	m.When(push, func() {
		full.D(hdl.B(true))
		held.D(in.Enq.Data())
	}).Elsewhen(sink.Ready(), func() {
		full.D(hdl.B(false))
	})
	return StageOut{Deq: deq}
}
