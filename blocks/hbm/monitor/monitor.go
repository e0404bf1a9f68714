package monitor

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// Monitor is the counters of a channel at a frequency ratio of 1:1.
//
// Latency: what happens in a clock is in the counters in the next; a register
// is on the port one clock after its address.
type Monitor struct{ Config hbm.Config }

// MonitorIn is what is watched, and the register port. Accepted is a transfer
// on the read port, with its Tag.
type MonitorIn struct {
	Row      hbm.RowCommand
	Col      hbm.ColCommand
	Accepted hdl.Bool
	Tag      hdl.UInt
	Line     hdl.Bool // a line is delivered
	LineTag  hdl.UInt
	Addr     hdl.UInt // of a register, 5 bits
	Clear    hdl.Bool // all registers
}

// MonitorOut is the register asked for.
type MonitorOut struct{ Data hdl.UInt }

const width = 32

// Inputs has the tags of the configuration.
func (x Monitor) Inputs() MonitorIn {
	return MonitorIn{
		Row: hbm.RowCommandT(x.Config.Geometry), Col: hbm.ColCommandT(x.Config.Geometry),
		Tag: hdl.UIntT(x.Config.Tag), LineTag: hdl.UIntT(x.Config.Tag), Addr: hdl.UIntT(5),
	}
}

// Build makes the counters.
func (x Monitor) Build(m *hdl.Module, in MonitorIn) MonitorOut {
	m.Doc("counters of a channel")
	m.Unused(in.Row.PC, in.Row.Bank, in.Row.Row, in.Col.Bank, in.Col.Column.Shr(1))
	regs := make([]hdl.UInt, firstBucket+Buckets)
	for i := range regs {
		regs[i] = hdl.U(0, width)
	}
	latency, done := x.latency(m, in)
	second := in.Col.Column.Bit(0)
	events := map[string]hdl.UInt{
		"clocks":      one(hdl.B(true)),
		"reads":       one(in.Col.Is(profile.RD, profile.RDA).And(second)),
		"writes":      one(in.Col.Is(profile.WR, profile.WRA).And(second)),
		"activates":   one(in.Row.Is(profile.ACT)),
		"precharges":  one(in.Row.Is(profile.PRE, profile.PREA)),
		"refreshes":   one(in.Row.Is(profile.REFSB, profile.REFAB)),
		"turnarounds": one(turned(m, in)),
		"latency_sum": hdl.Mux(done, latency, hdl.U(0, width)),
	}
	for _, r := range counters() {
		q := hdl.RegInit(m, "count_"+r.Name, hdl.U(0, width))
		next := hdl.Mux(done.And(latency.Gt(q.Q())), latency, q.Q()) // of latency_max
		if e, ok := events[r.Name]; ok {
			next = q.Q().AddSat(e)
		}
		q.D(hdl.Mux(in.Clear, hdl.U(0, width), next))
		regs[r.Addr] = q.Q()
	}
	bucket := hdl.Mux(latency.Ge(hdl.U(Buckets*BucketCycles)), hdl.U(Buckets-1), latency.Bits(9, 6))
	for i := range Buckets {
		q := hdl.RegInit(m, hdl.N("bucket", i), hdl.U(0, width))
		q.D(hdl.Mux(in.Clear, hdl.U(0, width), q.Q().AddSat(one(done.And(bucket.Is(uint64(i)))))))
		regs[firstBucket+i] = q.Q()
	}
	return MonitorOut{Data: hdl.RegNext(m, "data_read", hdl.Index(regs, in.Addr))}
}

func one(c hdl.Bool) hdl.UInt { return c.AsUInt().Ext(width) }

// latency is that of the line which is delivered.
func (x Monitor) latency(m *hdl.Module, in MonitorIn) (clocks hdl.UInt, done hdl.Bool) {
	now := hdl.RegInit(m, "now", hdl.U(0, width))
	now.D(now.Q().AddWrap(hdl.U(1)))
	since := hdl.Mem(m, "accepted_at", 1<<x.Config.Tag, hdl.UIntT(width))
	m.When(in.Accepted, func() { since.Write(in.Tag, now.Q()) })
	return now.Q().SubWrap(since.Read("began", in.LineTag)), in.Line
}

// turned is true for a column command against the direction of the one before
// it in its pseudo-channel.
func turned(m *hdl.Module, in MonitorIn) hdl.Bool {
	write := in.Col.Is(profile.WR, profile.WRA)
	any := hdl.B(false)
	for pc := range 2 {
		here := in.Col.Valid.And(in.Col.PC.Is(uint64(pc)))
		was := hdl.RegInit(m, hdl.N("writing", pc), hdl.B(false))
		m.When(here, func() { was.D(write) })
		any = any.Or(here.And(was.Q().Ne(write)))
	}
	return any
}
