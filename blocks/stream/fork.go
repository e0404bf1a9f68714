package stream

import "npugen/hdl"

// Fork gives every datum of src to each of n streams. It is eager: each may
// take the datum as soon as it can, once; src moves on when all have.
//
// Latency: 0. Throughput: one datum a cycle. Storage: one bit an output.
// Paths: valid and data pass through to the outputs, the readies to src; ready
// of src depends on no valid. No output waits for another's ready.
func Fork[T any](m *hdl.Module, name string, src hdl.Source[T], n int) []hdl.Source[T] {
	f := hdl.Inst(m, name, Forker{n}, ForkerIn{handshake(src)})
	outs := make([]hdl.Source[T], len(f.Out))
	for i, h := range f.Out {
		outs[i] = carrying(m, hdl.N(name, i), h, src.Data())
	}
	return outs
}

// Forker is the module of Fork.
type Forker struct{ N int }

// ForkerIn is the stream to copy.
type ForkerIn struct{ In Handshake }

// ForkerOut is the copies.
type ForkerOut struct{ Out []Handshake }

// Inputs has one handshake.
func (f Forker) Inputs() ForkerIn { return ForkerIn{} }

// Build remembers which outputs have taken the present datum.
func (f Forker) Build(m *hdl.Module, in ForkerIn) ForkerOut {
	n := within(m, "number of outputs", f.N, 1, maxFanout)
	m.Doc("copies a stream")
	taken := hdl.RegInit(m, "taken", hdl.Vec(n, hdl.B(false)))
	sinks, outs := pipes(m, n)
	moved := make([]hdl.Bool, n)
	done := make([]hdl.Bool, n)
	for i, t := range taken.Q() {
		moved[i] = sinks[i].Offer(in.In.Valid().And(t.Not()), hdl.None{})
		done[i] = t.Or(sinks[i].Ready())
	}
	all := in.In.Accept(hdl.All(done...))
	after := make([]hdl.Bool, n)
	for i, t := range taken.Q() {
		after[i] = all.Not().And(t.Or(moved[i]))
	}
	taken.D(after)
	return ForkerOut{outs}
}

// pipes makes n handshakes inside a module, out_0 and so on.
func pipes(m *hdl.Module, n int) ([]hdl.Sink[hdl.None], []Handshake) {
	sinks, outs := make([]hdl.Sink[hdl.None], n), make([]Handshake, n)
	for i := range n {
		sinks[i], outs[i] = hdl.NewStream(m, hdl.N("out", i), hdl.None{})
	}
	return sinks, outs
}
