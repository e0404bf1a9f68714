package hbm

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/monitor"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
	"npugen/sim"
)

// monitored is a System whose read port and buses are watched.
type monitored struct{ System System }

type monitoredIn struct {
	System SystemIn
	Addr   hdl.UInt
}

type monitoredOut struct {
	Answer SystemOut
	Count  hdl.UInt
}

func (x monitored) Inputs() monitoredIn {
	return monitoredIn{System: x.System.Inputs(), Addr: hdl.UIntT(5)}
}

func (x monitored) Build(m *hdl.Module, in monitoredIn) monitoredOut {
	s := hdl.Inst(m, "inner", x.System, in.System)
	counters := monitor.Monitor{Config: x.System.Config}
	watched := counters.Watch(hbm.ChannelIn{Read: in.System.Read}, s.Data, s.Row, s.Col)
	watched.Addr, watched.Clear = in.Addr, hdl.B(false)
	c := hdl.Inst(m, "monitor", counters, watched)
	return monitoredOut{Answer: s, Count: c.Data}
}

// The counters agree with what the test bench saw on the same ports.
func TestMonitor(t *testing.T) {
	p := preset(t, "hbm2-2000-8gb")
	config := hbm.Default(p, 64)
	c, err := hdl.Elaborate(monitored{System{Config: config, StoreRows: 2}})
	require.NoError(t, err)
	s, err := sim.New(c.Design, sim.Options{Seed: 4})
	require.NoError(t, err)
	get := func(name string) *sim.Handle {
		if strings.HasPrefix(name, "read") || strings.HasPrefix(name, "write") {
			return s.Must("system_" + name)
		}
		return s.Must("answer_" + name)
	}
	traffic, err := NewTraffic("e", uint64(p.Bytes()), 2)
	require.NoError(t, err)
	s.Must("rst").Set(1)
	require.NoError(t, s.Step())
	s.Must("rst").Set(0)

	want := map[string]int{}
	var began [256]int
	writing := [2]bool{}
	req, _ := traffic()
	tag := 0
	for now := range 6000 {
		idle := now >= 5000 // the last lines come back
		valid, ready := get("read_valid"), get("read_ready")
		get("write_valid").SetBool(req.Write && !idle)
		valid.SetBool(!req.Write && !idle)
		if req.Write {
			ready = get("write_ready")
			get("write_addr").SetUint(req.Addr / hbm.LineBytes)
		} else {
			get("read_addr").SetUint(req.Addr / hbm.LineBytes)
			get("read_tag").Set(int64(tag))
		}
		if !idle && ready.Bool() {
			if !req.Write {
				began[tag] = now
				tag = (tag + 1) % 256
			}
			req, _ = traffic()
		}
		if get("data_valid").Bool() {
			l := now - began[get("data_tag").Uint()]
			want["latency_sum"] += l
			want["latency_max"] = max(want["latency_max"], l)
			want[hdl.N("latency", min(l/monitor.BucketCycles, monitor.Buckets-1))]++
		}
		if get("row_valid").Bool() {
			switch profile.Command(get("row_cmd").Uint()) {
			case profile.ACT:
				want["activates"]++
			case profile.REFSB:
				want["refreshes"]++
			default:
				want["precharges"]++
			}
		}
		if get("col_valid").Bool() {
			cmd, pc := profile.Command(get("col_cmd").Uint()), get("col_pc").Uint()
			write := cmd == profile.WR || cmd == profile.WRA
			if write != writing[pc] {
				want["turnarounds"]++
			}
			writing[pc] = write
			if get("col_column").Uint()&1 == 1 {
				want[map[bool]string{false: "reads", true: "writes"}[write]]++
			}
		}
		require.NoError(t, s.Step())
	}
	require.Greater(t, want["turnarounds"], 10)
	require.Greater(t, want["latency_3"], 10)
	for _, r := range monitor.Registers() {
		s.Must("addr").Set(int64(r.Addr))
		require.NoError(t, s.Step())
		got := int(s.Must("count").Uint())
		if r.Name == "clocks" {
			require.InDelta(t, 6000, got, 8)
			continue
		}
		if r.Name == "refreshes" || r.Name == "precharges" {
			require.InDelta(t, want[r.Name], got, 1, r.Name) // one may come while they are read
			continue
		}
		require.Equal(t, want[r.Name], got, r.Name)
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
	r, err := Run{Profile: p, Config: config, Traffic: traffic, Cycles: 20000}.Do()
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
