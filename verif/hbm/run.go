package hbm

import (
	"fmt"
	"slices"

	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/hdl"
	"npugen/sim"
)

// Run is traffic through a controller in the built-in simulator.
type Run struct {
	Profile profile.Profile
	Config  hbm.Config
	Traffic Traffic
	Warmup  int // cycles before the measurement
	Cycles  int // cycles of the measurement; 0: until the traffic ends
	Seed    uint64
	Log     bool // keep the commands
}

// Result is what a run measured. Latencies are those of reads, from the cycle
// in which the request is accepted to that in which its line is delivered.
type Result struct {
	Utilisation float64 `json:"utilisation_pct"` // data bus cycles in use, both pseudo-channels
	LatencyMean float64 `json:"latency_mean_ck"`
	LatencyP99  int     `json:"latency_p99_ck"`
	RowHits     float64 `json:"row_hit_pct"` // column commands without an activate of their own
	Violations  int     `json:"violations"`  // of both checkers, warm-up included
	Cycles      int     `json:"cycles"`
	Requests    int     `json:"requests"` // lines read and written
	Reads       int     `json:"reads"`
	Writes      int     `json:"writes"`
	Refreshes   int     `json:"refreshes"`
	Turnarounds int     `json:"turnarounds"` // from reads to writes and back, of a pseudo-channel

	Latencies []int       `json:"-"` // of the reads, as they came back
	Bandwidth []float64   `json:"-"` // utilisation in % of each 1000 cycles
	Log       []Command   `json:"-"`
	Hardware  []string    `json:"-"` // the checks that failed in the checker in hardware
	Brute     []Violation `json:"-"`
}

// Do runs it.
func (r Run) Do() (*Result, error) {
	if err := r.Config.Check(); err != nil {
		return nil, err
	}
	if r.Warmup < 0 || r.Cycles < 0 {
		return nil, fmt.Errorf("hbm run: %d cycles after %d: want 0 or more", r.Cycles, r.Warmup)
	}
	c, err := hdl.Elaborate(System{Config: r.Config, StoreRows: 2, Truth: r.Profile.Timings})
	if err != nil {
		return nil, fmt.Errorf("hbm run: %w", err)
	}
	s, err := sim.New(c.Design, sim.Options{Seed: r.Seed})
	if err != nil {
		return nil, fmt.Errorf("hbm run: %w", err)
	}
	x := newExecution(r, s)
	if err := x.reset(); err != nil {
		return nil, err
	}
	for !x.finished() {
		if err := x.cycle(); err != nil {
			return nil, err
		}
	}
	return x.result(), nil
}

// execution is a run under way.
type execution struct {
	run  Run
	s    *sim.Sim
	port ports
	in   injector
	now  int
	log  []Command

	free     []uint64 // tags
	accepted []int    // cycle, by tag
	out      int      // reads under way
	res      Result
	lats     []int
}

// ports are the handles of a System.
type ports struct {
	rst                         *sim.Handle
	rv, rr, raddr, rtag         *sim.Handle
	wv, wr, waddr, wdata, wmask *sim.Handle
	dv, dtag                    *sim.Handle
	row                         [5]*sim.Handle
	col                         [5]*sim.Handle
	seen, count, busy           *sim.Handle
}

func portsOf(s *sim.Sim) ports {
	p := ports{
		rst: s.Must("rst"),
		rv:  s.Must("read_valid"), rr: s.Must("read_ready"), raddr: s.Must("read_addr"), rtag: s.Must("read_tag"),
		wv: s.Must("write_valid"), wr: s.Must("write_ready"), waddr: s.Must("write_addr"), wdata: s.Must("write_data"), wmask: s.Must("write_mask"),
		dv: s.Must("data_valid"), dtag: s.Must("data_tag"),
		seen: s.Must("seen"), count: s.Must("count"), busy: s.Must("busy"),
	}
	for i, f := range []string{"valid", "pc", "cmd", "bank"} {
		p.row[i], p.col[i] = s.Must("row_"+f), s.Must("col_"+f)
	}
	p.row[4], p.col[4] = s.Must("row_row"), s.Must("col_column")
	return p
}

func newExecution(r Run, s *sim.Sim) *execution {
	x := &execution{run: r, s: s, port: portsOf(s), in: injector{traffic: r.Traffic}}
	n := 1 << min(r.Config.Tag, 12)
	x.accepted = make([]int, n)
	for t := n - 1; t >= 0; t-- {
		x.free = append(x.free, uint64(t))
	}
	return x
}

func (x *execution) reset() error {
	x.port.rst.Set(1)
	for range 4 {
		if err := x.s.Step(); err != nil {
			return fmt.Errorf("hbm run: %w", err)
		}
	}
	x.port.rst.Set(0)
	x.port.wmask.SetUint(^uint64(0))
	return nil
}

func (x *execution) finished() bool {
	if x.run.Cycles > 0 {
		return x.now >= x.run.Warmup+x.run.Cycles
	}
	return x.in.done && len(x.in.window) == 0 && x.out == 0 && x.now > 0 && !x.port.busy.Bool()
}

// cycle is one clock: what the memory answers, what is offered and taken, what
// stands on the buses.
func (x *execution) cycle() error {
	p, measured := &x.port, x.now >= x.run.Warmup
	if p.dv.Bool() {
		tag := p.dtag.Uint()
		if measured {
			x.lats = append(x.lats, x.now-x.accepted[tag])
		}
		x.free = append(x.free, tag)
		x.out--
	}
	x.in.fill()
	x.offer()
	x.observe()
	if err := x.s.Step(); err != nil {
		return fmt.Errorf("hbm run: %w", err)
	}
	x.now++
	return nil
}

func (x *execution) offer() {
	p := &x.port
	read, write := x.in.oldest(false), x.in.oldest(true)
	if len(x.free) == 0 {
		read = -1
	}
	p.rv.SetBool(read >= 0)
	p.wv.SetBool(write >= 0)
	if read >= 0 {
		p.raddr.SetUint(x.in.window[read].Addr / hbm.LineBytes)
		p.rtag.SetUint(x.free[len(x.free)-1])
	}
	if write >= 0 {
		p.waddr.SetUint(x.in.window[write].Addr / hbm.LineBytes)
	}
	var taken []int
	if read >= 0 && p.rr.Bool() {
		tag := x.free[len(x.free)-1]
		x.free = x.free[:len(x.free)-1]
		x.accepted[tag] = x.now
		x.out++
		taken = append(taken, read)
	}
	if write >= 0 && p.wr.Bool() {
		taken = append(taken, write)
	}
	x.in.take(taken...)
}

// observe notes the commands on the buses.
func (x *execution) observe() {
	for _, bus := range []*[5]*sim.Handle{&x.port.row, &x.port.col} {
		if !bus[0].Bool() {
			continue
		}
		bank, last := int(bus[3].Uint()), int(bus[4].Uint())
		per := x.run.Config.Geometry.BanksPerGroup
		c := Command{Cycle: x.now, PC: int(bus[1].Uint()), Cmd: profile.Command(bus[2].Uint()), Group: bank / per, Bank: bank % per}
		if c.Cmd.Column() {
			c.Column = last
		} else if c.Cmd == profile.ACT {
			c.Row = last
		}
		x.log = append(x.log, c)
	}
}

// bandwidthSpan is the cycles of a point of Result.Bandwidth.
const bandwidthSpan = 1000

func (x *execution) result() *Result {
	r := &x.res
	start := x.run.Warmup
	r.Cycles = x.now - start
	r.Bandwidth = make([]float64, (r.Cycles+bandwidthSpan-1)/bandwidthSpan)
	bl := float64(x.run.Config.Timings.BL)
	acts, cols := 0, 0
	writing := [2]bool{}
	for _, c := range x.log {
		write := c.Cmd == profile.WR || c.Cmd == profile.WRA
		turned := c.Cmd.Column() && write != writing[c.PC]
		if c.Cmd.Column() {
			writing[c.PC] = write
		}
		if c.Cycle < start {
			continue
		}
		switch {
		case c.Cmd == profile.ACT:
			acts++
		case c.Cmd == profile.REFSB || c.Cmd == profile.REFAB:
			r.Refreshes++
		case c.Cmd.Column():
			cols++
			if turned {
				r.Turnarounds++
			}
			if c.Column&1 == 0 {
				if write {
					r.Writes++
				} else {
					r.Reads++
				}
			}
			r.Bandwidth[(c.Cycle-start)/bandwidthSpan] += bl / 2 / bandwidthSpan * 100
		}
	}
	r.Requests = r.Reads + r.Writes
	if r.Cycles > 0 {
		r.Utilisation = float64(cols) * bl / 2 / float64(r.Cycles) * 100
	}
	if cols > 0 {
		r.RowHits = 100 * (1 - float64(acts)/float64(cols))
	}
	r.Latencies = x.lats
	if n := len(x.lats); n > 0 {
		sorted := slices.Sorted(slices.Values(x.lats))
		sum := 0
		for _, l := range sorted {
			sum += l
		}
		r.LatencyMean, r.LatencyP99 = float64(sum)/float64(n), sorted[(n*99+99)/100-1]
	}
	r.Brute = Brute(x.run.Profile, x.log)
	r.Violations = len(r.Brute) + int(x.port.count.Uint())
	seen := x.port.seen.Bits()
	for i, name := range Checks() {
		if seen.Bit(i) == 1 {
			r.Hardware = append(r.Hardware, name)
		}
	}
	if x.run.Log {
		r.Log = x.log
	}
	return r
}
