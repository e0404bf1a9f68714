package hbm

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/stripe"
	"npugen/hdl"
)

// Striped is an interleaver with a memory and a timing checker for each
// channel.
type Striped struct {
	Stripe    stripe.Interleaver
	StoreRows int
}

// StripedIn is the client's streams.
type StripedIn struct {
	Read  hdl.Source[hdl.UInt]
	Write hdl.Source[stripe.WriteBeat]
}

// StripedOut is the beats that come back, and whether any checker has found
// anything.
type StripedOut struct {
	Lines hdl.Source[[]hdl.UInt]
	Busy  hdl.Bool
	Wrong hdl.Bool // in any cycle before
}

// Inputs is those of the interleaver.
func (s Striped) Inputs() StripedIn {
	in := s.Stripe.Inputs()
	return StripedIn{Read: in.Read, Write: in.Write}
}

// Build connects them.
func (s Striped) Build(m *hdl.Module, in StripedIn) StripedOut {
	m.Doc("interleaver, memories and timing checkers")
	g, t := s.Stripe.Config.Geometry, s.Stripe.Config.Timings
	phases := max(s.Stripe.Config.Ratio, 1)
	answers := hdl.Wire(m, "answers", s.Stripe.Inputs().Phy)
	x := hdl.Inst(m, "channels", s.Stripe, stripe.InterleaverIn{Read: in.Read, Write: in.Write, Phy: answers.Get()})
	var back []hbm.PhyIn
	var wrong []hdl.Bool
	for i := range len(x.Phy) / phases {
		phy := x.Phy[i*phases : (i+1)*phases]
		d := hdl.Inst(m, hdl.N("device", i), Device{s.Stripe.Config, t, s.StoreRows}, DeviceIn{phy})
		back = append(back, d.Phy...)
		k := hdl.Inst(m, hdl.N("timing", i), Checker{Geometry: g, Timings: t, Phases: phases}, buses(phy))
		m.Unused(k.Wrong, k.Seen)
		wrong = append(wrong, k.Count.OrR())
	}
	answers.Set(back)
	return StripedOut{Lines: x.Lines, Busy: x.Busy, Wrong: hdl.Any(wrong...)}
}
