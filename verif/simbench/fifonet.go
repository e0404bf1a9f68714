package simbench

import (
	"npugen/blocks/stream"
	"npugen/hdl"
)

// fifoNet is a side x side mesh of routers with a queue each. Packets enter at
// the west and north edges and take random turns south or east.
type fifoNet struct{ Side int }

const packetWidth = 32

// router merges two streams, queues them and sends each packet by its lowest
// bit, which it then rotates away.
type router struct{}

type routerIn struct{ West, North hdl.Source[hdl.UInt] }

type routerOut struct{ East, South hdl.Source[hdl.UInt] }

func (router) Inputs() routerIn {
	t := hdl.UIntT(packetWidth)
	return routerIn{hdl.StreamT(t), hdl.StreamT(t)}
}

func (router) Build(m *hdl.Module, in routerIn) routerOut {
	chosen := stream.RoundRobin(m, "merge", []hdl.Source[hdl.UInt]{in.West, in.North}, nil)
	packets := hdl.MapStream(chosen, func(c stream.Chosen[hdl.UInt]) hdl.UInt { return c.Data })
	queued := stream.Queue(m, "queue", packets, 8)
	turned := hdl.MapStream(queued, func(p hdl.UInt) hdl.UInt {
		return hdl.Cat(p.Bit(0), p.Bits(packetWidth-1, 1))
	})
	out := stream.Route(m, "turn", turned, 2, func(p hdl.UInt) hdl.UInt { return p.Bits(packetWidth-1, packetWidth-1) })
	return routerOut{out[0], out[1]}
}

func (f fifoNet) Inputs() hdl.None { return hdl.None{} }

func (f fifoNet) Build(m *hdl.Module, _ hdl.None) Out {
	bits := random(m, "traffic", 2*f.Side*(packetWidth+2))
	field := func(i int) (hdl.Bool, hdl.UInt, hdl.Bool) {
		x := bits.Bits((i+1)*(packetWidth+2)-1, i*(packetWidth+2))
		return x.Bit(packetWidth), x.Bits(packetWidth-1, 0), x.Bit(packetWidth + 1)
	}
	inject := func(name string, i int) hdl.Source[hdl.UInt] {
		valid, data, _ := field(i)
		sink, src := hdl.NewStream(m, hdl.N(name, i), hdl.UIntT(packetWidth))
		held := stream.Queue(m, hdl.N(name+"_queue", i), src, 2)
		m.Unused(sink.Offer(valid, data))
		return held
	}
	north := make([]hdl.Source[hdl.UInt], f.Side)
	for c := range north {
		north[c] = inject("north", c)
	}
	var outs []hdl.Bits
	collect := func(i int, s hdl.Source[hdl.UInt]) {
		_, _, ready := field(i)
		fire := s.Accept(ready)
		outs = append(outs, hdl.Mux(fire, s.Data(), hdl.U(0, packetWidth)))
	}
	for r := range f.Side {
		west := inject("west", f.Side+r)
		for c := range f.Side {
			out := hdl.Inst(m, hdl.N("router", r, c), router{}, routerIn{West: west, North: north[c]})
			west, north[c] = out.East, out.South
		}
		collect(f.Side+r, west)
	}
	for c, s := range north {
		collect(c, s)
	}
	return digest(m, outs...)
}
