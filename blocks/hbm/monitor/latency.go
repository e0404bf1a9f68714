package monitor

import "npugen/hdl"

// latency is that of a line which is delivered, if there is one.
type latency struct {
	done   hdl.Bool
	clocks hdl.UInt
}

// bucket is its place in the histogram.
func (l latency) bucket() hdl.UInt {
	return hdl.Mux(l.clocks.Ge(hdl.U(Buckets*BucketCycles)), hdl.U(Buckets-1), l.clocks.Bits(9, 6))
}

// latencies are those of the answers of a clock. The time at which a read is
// accepted is kept by tag, for each answer lane in a memory of its own: with two
// of them a pseudo-channel, which accepts one read a clock.
func (x Monitor) latencies(m *hdl.Module, in MonitorIn) []latency {
	now := hdl.RegInit(m, "now", hdl.U(0, width))
	now.D(now.Q().AddWrap(hdl.U(1)))
	var out []latency
	for i, l := range in.Lines {
		since := hdl.Mem(m, hdl.N("accepted_at", i), 1<<x.Config.Tag, hdl.UIntT(width))
		tag, any := in.Read[0].Tag, hdl.B(false)
		for _, r := range in.Read {
			here := r.Valid
			if len(in.Lines) > 1 {
				here = here.And(r.PC.Is(uint64(i)))
			} else {
				m.Unused(r.PC)
			}
			tag, any = hdl.Mux(here, r.Tag, tag), any.Or(here)
		}
		m.When(any, func() { since.Write(tag, now.Q()) })
		out = append(out, latency{l.Valid, now.Q().SubWrap(since.Read(hdl.N("began", i), l.Tag))})
	}
	return out
}

// sum is the latencies of a clock together.
func sum(lines []latency) hdl.UInt {
	n := hdl.U(0, width)
	for _, l := range lines {
		n = n.AddSat(hdl.Mux(l.done, l.clocks, hdl.U(0, width)))
	}
	return n
}

// greatest is the greatest latency of a clock, or most.
func greatest(lines []latency, most hdl.UInt) hdl.UInt {
	for _, l := range lines {
		most = hdl.Mux(l.done.And(l.clocks.Gt(most)), l.clocks, most)
	}
	return most
}
