package gen

import (
	"math/bits"

	"npugen/blocks/systolic"
	"npugen/hdl"
)

// indexWidth is the bits that number n things, at least 1.
func indexWidth(n int) int { return max(1, bits.Len(uint(n-1))) }

// sequencer runs the loops of one command after the other without a cycle
// between them: for each n-tile, for each k-tile, for each vector.
type sequencer struct {
	Depth int `hdl:"d"` // entries of the accumulators
}

type sequencerIn struct {
	Command hdl.Source[CommandPort]
	Act     hdl.Bool // the buffer has the next vector
	Weights hdl.Bool // the next tile's weights are in the shadows
	En      hdl.Bool
}

type sequencerOut struct {
	Issue  hdl.Bool     // the next vector goes to the array
	Swap   hdl.Bool     // with Issue: it is the first of a tile
	Free   hdl.Bool     // with Issue: it will not be read again
	Rewind hdl.Bool     // with Issue: the next vector is the first of the command again
	Tag    systolic.Tag // of the vector
	Stats  events
}

// events are what happens in a cycle, for the counters: with active one of the
// others.
type events struct {
	Active, Useful, WeightStall, DataStall, OutputStall hdl.Bool
}

func (s sequencer) Inputs() sequencerIn {
	return sequencerIn{Command: hdl.StreamT(commandT(s.Depth))}
}

func (s sequencer) Build(m *hdl.Module, in sequencerIn) sequencerOut {
	m.Doc("loops over the tiles and vectors of a command")
	busy := hdl.RegInit(m, "busy", hdl.B(false))
	command := hdl.Reg(m, "current", commandT(s.Depth))
	vector := hdl.Reg(m, "vector", command.Q().LastVector)
	k := hdl.Reg(m, "k", command.Q().LastK)
	n := hdl.Reg(m, "n", command.Q().LastN)
	now := command.Q()

	first := hdl.Name(m, "first_vector", vector.Q().Is(0))
	starved := hdl.Name(m, "starved", first.And(in.Weights.Not()))
	issue := hdl.Name(m, "issue_now", hdl.All(in.En, busy.Q(), in.Act, starved.Not()))
	lastVector := hdl.Name(m, "last_vector", vector.Q().Eq(now.LastVector))
	lastK := hdl.Name(m, "last_k", k.Q().Eq(now.LastK))
	lastN := hdl.Name(m, "last_n", n.Q().Eq(now.LastN))
	passDone := hdl.Name(m, "pass_done", lastVector.And(lastK))
	finish := hdl.Name(m, "finish", issue.And(passDone, lastN))

	zero := func(r *hdl.Register[hdl.UInt]) { r.D(hdl.U(0, r.Q().Width())) }
	step := func(r *hdl.Register[hdl.UInt]) { r.D(r.Q().AddWrap(hdl.U(1))) }
	m.When(issue, func() {
		m.When(lastVector, func() {
			zero(vector)
			m.When(lastK, func() { zero(k); step(n) }).Otherwise(func() { step(k) })
		}).Otherwise(func() { step(vector) })
	})
	start := in.Command.Accept(busy.Q().Not().Or(finish))
	m.When(start, func() {
		busy.D(hdl.B(true))
		command.D(in.Command.Data())
		zero(vector)
		zero(k)
		zero(n)
	}).Elsewhen(finish, func() { busy.D(hdl.B(false)) })

	active := busy.Q()
	free := lastN.And(now.Keep.Not())
	return sequencerOut{
		Issue: issue, Swap: first, Free: free, Rewind: passDone.And(free.Not()),
		Tag: systolic.Tag{
			Valid: issue, Addr: vector.Q(),
			First: k.Q().Is(0).And(now.Continue.Not()),
			Last:  lastK.And(now.Hold.Not()), Mark: passDone,
		},
		Stats: events{
			Active: active, Useful: issue,
			OutputStall: active.And(in.En.Not()),
			WeightStall: hdl.All(active, in.En, starved),
			DataStall:   hdl.All(active, in.En, starved.Not(), in.Act.Not()),
		},
	}
}
