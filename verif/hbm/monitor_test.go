package hbm

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/monitor"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
	"npugen/sim"
)

// monitored is a System whose read ports and buses are watched.
type monitored struct{ System System }

type monitoredIn struct {
	Read   []hdl.Source[hbm.ReadPort]
	Write  []hdl.Source[hbm.WritePort]
	Inject hdl.UInt
	Addr   hdl.UInt
}

type monitoredOut struct {
	Data  []hbm.ReadData
	Busy  hdl.Bool
	Row   []hbm.RowCommand
	Col   []hbm.ColCommand
	Seen  hdl.UInt
	Count hdl.UInt
	Value hdl.UInt
}

func (x monitored) Inputs() monitoredIn {
	in := x.System.Inputs()
	return monitoredIn{Read: in.Read, Write: in.Write, Inject: in.Inject, Addr: hdl.UIntT(5)}
}

func (x monitored) Build(m *hdl.Module, in monitoredIn) monitoredOut {
	s := hdl.Inst(m, "inner", x.System, SystemIn{Read: in.Read, Write: in.Write, Inject: in.Inject})
	counters := monitor.Monitor{Config: x.System.Config}
	watched := counters.Watch(hbm.ChannelIn{Read: in.Read}, s.Data, s.Row, s.Col)
	watched.Addr, watched.Clear = in.Addr, hdl.B(false)
	c := hdl.Inst(m, "monitor", counters, watched)
	return monitoredOut{Data: s.Data, Busy: s.Busy, Row: s.Row, Col: s.Col, Seen: s.Seen, Count: s.Count, Value: c.Data}
}

// The counters agree with what the test bench saw on the same ports, at each
// frequency ratio.
func TestMonitor(t *testing.T) {
	for _, ratio := range []int{1, 2, 4} {
		t.Run(fmt.Sprintf("ratio 1:%d", ratio), func(t *testing.T) { testMonitor(t, ratio) })
	}
}

func testMonitor(t *testing.T, ratio int) {
	profile := preset(t, "hbm2-2000-8gb")
	config := hbm.Default(profile, 64)
	config.Ratio = ratio
	c, err := hdl.Elaborate(monitored{System{Config: config, StoreRows: 2}})
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: 4})
	require.NoError(t, err)
	traffic, err := NewTraffic("e", uint64(profile.Bytes()), 2)
	require.NoError(t, err)
	p := portsOf(s, config)
	p.rst.Set(1)
	require.NoError(t, s.Step())
	p.rst.Set(0)

	w := watcher{want: map[string]int{}}
	reads, writes := make([]offer, ratio), make([]offer, ratio)
	in := injector{traffic: traffic, reads: reads, writes: writes}
	const clocks = 6000
	for now := range clocks {
		in.fill()
		for i := range ratio {
			o, l := &reads[i], &p.read[i]
			if now < clocks-1000 && !o.held && in.next(false, o) { // the last lines come back
				o.tag = uint64(w.tags % 256)
				w.tags++
				l.addr.SetUint(o.Addr / hbm.LineBytes)
				l.tag.SetUint(o.tag)
			}
			l.valid.SetBool(o.held)
			o, l = &writes[i], &p.write[i]
			if now < clocks-1000 && !o.held && in.next(true, o) {
				l.addr.SetUint(o.Addr / hbm.LineBytes)
			}
			l.valid.SetBool(o.held)
		}
		for i := range ratio {
			if reads[i].held && p.read[i].ready.Bool() {
				w.began[reads[i].tag], reads[i].held = now, false
			}
			writes[i].held = writes[i].held && !p.write[i].ready.Bool()
		}
		w.clock(&p, now)
		require.NoError(t, s.Step())
	}
	require.Greater(t, w.want["turnarounds"], 10)
	require.Greater(t, w.want["latency_1"], 10)
	for _, r := range monitor.Registers() {
		s.Must("addr").Set(int64(r.Addr))
		require.NoError(t, s.Step())
		got := int(s.Must("value").Uint())
		switch r.Name {
		case "clocks":
			require.InDelta(t, clocks, got, 8)
		case "refreshes", "precharges": // a few may come while they are read
			require.InDelta(t, w.want[r.Name], got, 3, r.Name)
		default:
			require.Equal(t, w.want[r.Name], got, r.Name)
		}
	}
}

// watcher counts what a Monitor counts.
type watcher struct {
	want    map[string]int
	began   [256]int // by tag
	tags    int
	writing [2]bool
}

func (w *watcher) clock(p *ports, now int) {
	for _, d := range p.data {
		if d.valid.Bool() {
			l := now - w.began[d.tag.Uint()]
			w.want["latency_sum"] += l
			w.want["latency_max"] = max(w.want["latency_max"], l)
			w.want[hdl.N("latency", min(l/monitor.BucketCycles, monitor.Buckets-1))]++
		}
	}
	for _, c := range p.commands(nil, 0, 1) {
		write := c.Cmd == profile.WR || c.Cmd == profile.WRA
		switch {
		case c.Cmd == profile.ACT:
			w.want["activates"]++
		case c.Cmd == profile.REFSB:
			w.want["refreshes"]++
		case !c.Cmd.Column():
			w.want["precharges"]++
		default:
			if write != w.writing[c.PC] {
				w.want["turnarounds"]++
			}
			w.writing[c.PC] = write
			if c.Column&1 == 1 {
				w.want[map[bool]string{false: "reads", true: "writes"}[write]]++
			}
		}
	}
}

// A request whose bank is kept busy by hits of another row is served within the
// age limit, and no refresh is owed for too long (an assertion in the
// controller, and a check of the memory).
func TestAgeLimit(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	config := hbm.Default(p, 64)
	config.Age, config.Mapping = 32, hbm.Linear
	i := 0
	traffic := func() (Request, bool) {
		i++
		if i%400 == 0 {
			return Request{Addr: 1 << 20}, true // another row of the bank
		}
		return Request{Addr: uint64(i%32) * hbm.LineBytes}, true // one row of each pseudo-channel
	}
	r, err := Run{Profile: p, Config: config, Traffic: traffic, Cycles: 20000}.Do(t.Context())
	require.NoError(t, err)
	require.Zero(t, r.Violations, "%v %v", r.Hardware, r.Brute)
	longest := 0
	for _, l := range r.Latencies {
		longest = max(longest, l)
	}
	limit := 4*2*config.Age + 8*32 + 2*p.RC + p.RFCSB // the age, the queue (a line in two frames), two rows, a refresh
	t.Logf("longest latency %d of at most %d cycles", longest, limit)
	require.LessOrEqual(t, longest, limit)
	require.Greater(t, longest, 4*config.Age, "nothing had to wait for the limit")
}
