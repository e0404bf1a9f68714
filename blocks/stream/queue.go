package stream

import (
	"npugen/blocks/mem"
	"npugen/hdl"
)

// RAMDepth is the depth from which a queue keeps its words in a RAM with
// clocked reads, at the price of one more cycle of latency. Below it, they are
// in registers or look-up tables.
const RAMDepth = 17

// Queue puts a first-in first-out queue of depth words behind src.
//
// Latency: 1 cycle, from depth RAMDepth on 2. Throughput: one datum a cycle;
// at depth 1 one every two cycles, because no path leads from the ready of the
// output to that of the input. Storage: depth words. There is no combinational
// path through it in either direction.
func Queue[T any](m *hdl.Module, name string, src hdl.Source[T], depth int) hdl.Source[T] {
	out, _ := CountedQueue(m, name, src, depth)
	return out
}

// CountedQueue is Queue that also tells how many data it holds, 0 to depth.
// The count includes a datum from the cycle after it went in to the cycle in
// which it is taken.
func CountedQueue[T any](m *hdl.Module, name string, src hdl.Source[T], depth int) (hdl.Source[T], hdl.UInt) {
	q := hdl.Inst(m, name, FIFO{widthOf(src), depth}, FIFOIn{packed(src)})
	return unpacked(q.Out, src.Data()), q.Count
}

// FIFO is the module of Queue: any depth from 1, powers of two or not.
type FIFO struct {
	Width int `hdl:"w"`
	Depth int `hdl:"d"`
}

// FIFOIn is the stream that goes in.
type FIFOIn struct{ In hdl.Source[hdl.UInt] }

// FIFOOut is the stream that comes out, and the number of words held.
type FIFOOut struct {
	Out   hdl.Source[hdl.UInt]
	Count hdl.UInt // 0 to Depth
}

// Latency is the cycles from a word's transfer in to the first cycle in which
// it can be taken, when the queue is empty.
func (f FIFO) Latency() int {
	if f.Depth >= RAMDepth {
		return 2
	}
	return 1
}

// Inputs has words of Width bits.
func (f FIFO) Inputs() FIFOIn { return FIFOIn{hdl.StreamT(hdl.UIntT(okWidth(f.Width)))} }

// Build makes the queue.
func (f FIFO) Build(m *hdl.Module, in FIFOIn) FIFOOut {
	f.Width = within(m, "width", f.Width, 1, maxWidth)
	f.Depth = within(m, "depth", f.Depth, 1, maxDepth)
	m.Doc("first-in first-out queue")
	count := hdl.RegInit(m, "count", hdl.U(0, countWidth(f.Depth)))
	sink, out := hdl.NewStream(m, "out", hdl.UIntT(f.Width))
	push := in.In.Accept(count.Q().Ne(hdl.U(uint64(f.Depth))))
	var pop hdl.Bool
	switch {
	case f.Depth == 1:
		pop = sink.Offer(count.Q().Is(1), hdl.RegEn(m, "word", in.In.Data(), push))
	case f.Depth < RAMDepth:
		pop = f.lookUp(m, push, in.In.Data(), sink, count.Q())
	default:
		pop = f.prefetch(m, push, in.In.Data(), sink, count.Q())
	}
	m.When(push.And(pop.Not()), func() {
		count.D(count.Q().AddWrap(hdl.U(1)))
	}).Elsewhen(pop.And(push.Not()), func() {
		count.D(count.Q().SubWrap(hdl.U(1)))
	})
	Check(m, "out_check", out)
	return FIFOOut{out, count.Q()}
}

// lookUp reads the oldest word in the cycle in which it is offered.
func (f FIFO) lookUp(m *hdl.Module, push hdl.Bool, data hdl.UInt, sink hdl.Sink[hdl.UInt], count hdl.UInt) hdl.Bool {
	words := hdl.Mem(m, "words", f.Depth, data)
	tail := hdl.RegInit(m, "tail", hdl.U(0, words.AddrWidth()))
	head := hdl.RegInit(m, "head", hdl.U(0, words.AddrWidth()))
	m.When(push, func() {
		words.Write(tail.Q(), data)
		tail.D(next(tail.Q(), f.Depth))
	})
	pop := sink.Offer(count.OrR(), words.Read("oldest", head.Q()))
	m.When(pop, func() { head.D(next(head.Q(), f.Depth)) })
	return pop
}

// prefetch reads the oldest word from the RAM as soon as the RAM's result is
// free, so that it is there when it is wanted.
func (f FIFO) prefetch(m *hdl.Module, push hdl.Bool, data hdl.UInt, sink hdl.Sink[hdl.UInt], count hdl.UInt) hdl.Bool {
	aw := mem.AddrWidth(f.Depth)
	tail := hdl.RegInit(m, "tail", hdl.U(0, aw))
	head := hdl.RegInit(m, "head", hdl.U(0, aw))
	fetched := hdl.RegInit(m, "fetched", hdl.B(false))
	unfetched := hdl.Mux(fetched.Q(), count.Gt(hdl.U(1)), count.OrR())
	fetch := unfetched.And(fetched.Q().Not().Or(sink.Ready()))
	ram := hdl.Inst(m, "ram", mem.SimpleDual{Words: f.Depth, Width: f.Width}, mem.SimpleDualIn{
		WEn: push, WAddr: tail.Q(), WData: data,
		REn: fetch, RAddr: head.Q(),
	})
	pop := sink.Offer(fetched.Q(), ram.RData)
	m.When(push, func() { tail.D(next(tail.Q(), f.Depth)) })
	m.When(fetch, func() {
		head.D(next(head.Q(), f.Depth))
		fetched.D(hdl.B(true))
	}).Elsewhen(pop, func() {
		fetched.D(hdl.B(false))
	})
	return pop
}
