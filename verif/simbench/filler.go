package simbench

import (
	"npugen/blocks/hbm/axi"
	"npugen/blocks/mem"
	"npugen/gen/npu"
	"npugen/hdl"
)

// filler writes an image into the chip's memory, a burst of one beat each.
type filler struct {
	in       npu.HostIn
	depth    int
	answered *hdl.Register[hdl.UInt]
	done     *hdl.Register[hdl.Bool]
}

func newFiller(m *hdl.Module, ports npu.HostIn, image []byte, beat int) *filler {
	data := newROM(m, "image", image, beat)
	f := &filler{
		depth:    data.depth,
		answered: hdl.RegInit(m, "answered", hdl.U(0, data.addr()+1)), done: hdl.RegInit(m, "filled", hdl.B(false)),
	}
	address, size := ports.AW.Data(), mem.AddrWidth(beat)
	f.in.AW = inTurn(m, "aw", address, data.depth, func(n hdl.UInt) axi.Address {
		at := hdl.Cat(n, hdl.U(0, size))
		return axi.Address{
			ID: hdl.Zero(address.ID), Addr: at.Ext(address.Addr.Width()),
			Len: hdl.Zero(address.Len), Size: hdl.U(uint64(size), 3), Burst: hdl.U(1, 2),
		}
	})
	f.in.W = inTurn(m, "w", ports.W.Data(), data.depth, func(n hdl.UInt) axi.WriteBeat {
		return axi.WriteBeat{Data: data.read("beat", n), Strb: hdl.U(1, 1).Rep(beat), Last: hdl.B(true)}
	})
	f.in.AR = never(m, "ar", ports.AR.Data())
	return f
}

// connect takes the answers.
func (f *filler) connect(m *hdl.Module, out npu.HostOut) {
	n := f.answered
	m.When(out.B.Accept(hdl.B(true)), func() { n.D(n.Q().AddWrap(hdl.U(1))) })
	f.done.D(n.Q().Eq(hdl.U(uint64(f.depth))))
	out.R.Accept(hdl.B(true))
}

// inTurn is a stream of data 0 to n-1.
func inTurn[T any](m *hdl.Module, name string, typ T, n int, data func(hdl.UInt) T) hdl.Source[T] {
	sink, src := hdl.NewStream(m, name, typ)
	at := hdl.RegInit(m, name+"_at", hdl.U(0, mem.AddrWidth(n)+1))
	low := at.Q().Trunc(mem.AddrWidth(n))
	taken := sink.Offer(at.Q().Lt(hdl.U(uint64(n))), data(low))
	m.When(taken, func() { at.D(at.Q().AddWrap(hdl.U(1))) })
	return src
}

// never is a stream without data.
func never[T any](m *hdl.Module, name string, typ T) hdl.Source[T] {
	sink, src := hdl.NewStream(m, name, typ)
	m.Unused(sink.Offer(hdl.B(false), hdl.Zero(typ)))
	return src
}
