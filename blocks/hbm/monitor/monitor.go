package monitor

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// Monitor is the counters of a channel, at any frequency ratio.
//
// Latency: what happens in a clock is in the counters in the next; a register
// is on the port one clock after its address.
type Monitor struct{ Config hbm.Config }

// MonitorIn is what is watched, by phase, lane and answer of the channel, and the
// register port.
type MonitorIn struct {
	Row   []hbm.RowCommand
	Col   []hbm.ColCommand
	Read  []Accepted
	Lines []Delivered
	Addr  hdl.UInt // of a register, 5 bits
	Clear hdl.Bool // all registers
}

// Accepted is a transfer on a read port.
type Accepted struct {
	Valid hdl.Bool
	PC    hdl.UInt // its pseudo-channel
	Tag   hdl.UInt
}

// Delivered is a line that comes back.
type Delivered struct {
	Valid hdl.Bool
	Tag   hdl.UInt
}

// MonitorOut is the register asked for.
type MonitorOut struct{ Data hdl.UInt }

const width = 32

// Inputs has the lanes and tags of the configuration.
func (x Monitor) Inputs() MonitorIn {
	c, n := x.Config, max(x.Config.Ratio, 1)
	return MonitorIn{
		Row: hdl.Vec(n, hbm.RowCommandT(c.Geometry)), Col: hdl.Vec(n, hbm.ColCommandT(c.Geometry)),
		Read:  hdl.Vec(n, Accepted{PC: hdl.UIntT(1), Tag: hdl.UIntT(c.Tag)}),
		Lines: hdl.Vec(c.Answers(), Delivered{Tag: hdl.UIntT(c.Tag)}), Addr: hdl.UIntT(5),
	}
}

// Watch is the inputs of a Monitor of a channel with these ports.
func (x Monitor) Watch(in hbm.ChannelIn, data []hbm.ReadData, row []hbm.RowCommand, col []hbm.ColCommand) MonitorIn {
	w := MonitorIn{Row: row, Col: col}
	for _, r := range in.Read {
		w.Read = append(w.Read, Accepted{r.Valid().And(r.Ready()), x.Config.PseudoChannel(r.Data().Addr), r.Data().Tag})
	}
	for _, d := range data {
		w.Lines = append(w.Lines, Delivered{d.Valid, d.Tag})
	}
	return w
}

// Build makes the counters.
func (x Monitor) Build(m *hdl.Module, in MonitorIn) MonitorOut {
	m.Doc("counters of a channel")
	if err := x.Config.Check(); err != nil {
		m.Reject(err.Error(), "correct the configuration")
	}
	var reads, writes, activates, precharges, refreshes []hdl.Bool
	for i := range in.Row {
		row, col := in.Row[i], in.Col[i]
		m.Unused(row.PC, row.Bank, row.Row, col.Bank, col.Column.Shr(1))
		second := col.Column.Bit(0)
		reads = append(reads, col.Is(profile.RD, profile.RDA).And(second))
		writes = append(writes, col.Is(profile.WR, profile.WRA).And(second))
		activates = append(activates, row.Is(profile.ACT))
		precharges = append(precharges, row.Is(profile.PRE, profile.PREA))
		refreshes = append(refreshes, row.Is(profile.REFSB, profile.REFAB))
	}
	lines := x.latencies(m, in)
	regs := make([]hdl.UInt, firstBucket+Buckets)
	for i := range regs {
		regs[i] = hdl.U(0, width)
	}
	events := map[string]hdl.UInt{
		"clocks":      count(hdl.B(true)),
		"reads":       count(reads...),
		"writes":      count(writes...),
		"activates":   count(activates...),
		"precharges":  count(precharges...),
		"refreshes":   count(refreshes...),
		"turnarounds": count(turned(m, in.Col)...),
		"latency_sum": sum(lines),
	}
	for _, r := range counters() {
		q := hdl.RegInit(m, "count_"+r.Name, hdl.U(0, width))
		next := greatest(lines, q.Q()) // of latency_max
		if e, ok := events[r.Name]; ok {
			next = q.Q().AddSat(e)
		}
		q.D(hdl.Mux(in.Clear, hdl.U(0, width), next))
		regs[r.Addr] = q.Q()
	}
	for i := range Buckets {
		var here []hdl.Bool
		for _, l := range lines {
			here = append(here, l.done.And(l.bucket().Is(uint64(i))))
		}
		q := hdl.RegInit(m, hdl.N("bucket", i), hdl.U(0, width))
		q.D(hdl.Mux(in.Clear, hdl.U(0, width), q.Q().AddSat(count(here...))))
		regs[firstBucket+i] = q.Q()
	}
	return MonitorOut{Data: hdl.RegNext(m, "data_read", hdl.Index(regs, in.Addr))}
}

// count is how many conditions are true.
func count(cs ...hdl.Bool) hdl.UInt {
	n := hdl.U(0, width)
	for i, c := range cs {
		if i == 0 {
			n = c.AsUInt().Ext(width)
			continue
		}
		n = n.AddWrap(c.AsUInt().Ext(width))
	}
	return n
}

// turned is, by phase, true for a column command against the direction of the
// one before it in its pseudo-channel.
func turned(m *hdl.Module, phases []hbm.ColCommand) []hdl.Bool {
	out := make([]hdl.Bool, len(phases))
	for pc := range 2 {
		was := hdl.RegInit(m, hdl.N("writing", pc), hdl.B(false))
		last := was.Q()
		for i, col := range phases {
			write := col.Is(profile.WR, profile.WRA)
			here := col.Valid.And(col.PC.Is(uint64(pc)))
			turn := here.And(last.Ne(write))
			if pc > 0 {
				turn = turn.Or(out[i])
			}
			out[i], last = turn, hdl.Mux(here, write, last)
		}
		was.D(last)
	}
	return out
}
