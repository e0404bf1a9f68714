package hbm

import (
	"context"
	"fmt"
	"math/rand/v2"
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
	Warmup  int // cycles before the measurement; an initialisation comes before them
	Cycles  int // cycles of the measurement; 0: until the traffic ends
	Seed    uint64
	Log     bool // keep the commands

	// With Burst, traffic stops after that many requests for Pause to 2 Pause
	// cycles. With Sleep the client asks for self-refresh in every second
	// pause; it wants Config.Control.
	Burst, Pause int
	Sleep        bool
}

// Result is what a run measured; as JSON it has the seven figures to compare
// controllers by. Latencies are those of reads, from the cycle
// in which the request is accepted to that in which its line is delivered.
type Result struct {
	Utilisation float64 `json:"utilisation_pct"` // data bus cycles in use, both pseudo-channels
	LatencyMean float64 `json:"latency_mean_ck"`
	LatencyP99  int     `json:"latency_p99_ck"`
	RowHits     float64 `json:"row_hit_pct"` // column commands without an activate of their own
	Violations  int     `json:"violations"`  // of both checkers, warm-up included
	Cycles      int     `json:"cycles"`
	Requests    int     `json:"requests"` // lines read and written
	Reads       int     `json:"-"`
	Writes      int     `json:"-"`
	Refreshes   int     `json:"-"`
	Turnarounds int     `json:"-"` // from reads to writes and back, of a pseudo-channel
	PowerDowns  int     `json:"-"`
	SelfRefresh int     `json:"-"`

	Latencies []int       `json:"-"` // of the reads, as they came back
	Bandwidth []float64   `json:"-"` // utilisation in % of each 1000 cycles
	Log       []Command   `json:"-"`
	Hardware  []string    `json:"-"` // the checks that failed in the checker in hardware
	Brute     []Violation `json:"-"`
}

// maxCycles bounds a run: its commands are kept for the checker in Go.
const maxCycles = 50_000_000

// Do runs it, or says what is wrong with it. It ends early when ctx does.
func (r Run) Do(ctx context.Context) (*Result, error) {
	if err := r.Config.Check(); err != nil {
		return nil, err
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	c, err := hdl.Elaborate(System{Config: r.Config, StoreRows: 2, Truth: r.Profile.Timings})
	if err != nil {
		return nil, fmt.Errorf("hbm run: %w", err)
	}
	s, err := sim.New(c.Design, sim.Options{Seed: r.Seed, Engine: sim.Compiled})
	if err != nil {
		return nil, fmt.Errorf("hbm run: %w", err)
	}
	x := newExecution(r, s)
	if err := x.reset(); err != nil {
		return nil, err
	}
	for n := 0; !x.finished(); n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return nil, fmt.Errorf("hbm run: %w", ctx.Err())
		}
		if x.now > maxCycles {
			return nil, fmt.Errorf("hbm run: the traffic goes on after %d cycles: give a number of cycles to measure", maxCycles)
		}
		if err := x.cycle(); err != nil {
			return nil, err
		}
	}
	if x.now < x.start() {
		return nil, fmt.Errorf("hbm run: the traffic ends after %d cycles, in the warm-up of %d: give a shorter one", x.now, r.Warmup)
	}
	return x.result(), nil
}

// check is an *OptionError if numbers make no run.
func (r Run) check() error {
	switch {
	case r.Warmup < 0 || r.Cycles < 0:
		return &OptionError{fmt.Errorf("hbm run: %d cycles after %d: want 0 or more", r.Cycles, r.Warmup)}
	case r.Warmup > maxCycles || r.Cycles > maxCycles-r.Warmup:
		return &OptionError{fmt.Errorf("hbm run: %d cycles after %d: want %d at most in all, as all commands are kept to be checked", r.Cycles, r.Warmup, maxCycles)}
	case r.Burst < 0 || r.Pause < 0 || r.Pause > 0 && r.Burst == 0:
		return &OptionError{fmt.Errorf("hbm run: pauses of %d cycles after %d requests: want 0 or more, and requests between them", r.Pause, r.Burst)}
	case r.Pause > maxCycles:
		return &OptionError{fmt.Errorf("hbm run: pauses of %d cycles: want %d at most", r.Pause, maxCycles)}
	}
	return nil
}

// execution is a run under way.
type execution struct {
	run   Run
	s     *sim.Sim
	p     ports
	in    injector
	ratio int
	now   int // command cycles
	begin int // cycle in which the first bank is activated, after an initialisation; 0 without one, and -1 until then
	log   []Command

	free     []uint64 // tags
	accepted []int    // cycle, by tag
	out      int      // reads under way
	res      Result
	lats     []int

	left    int // requests before the next pause
	resume  int // cycle in which it ends
	pauses  int
	asleep  *sim.Handle // nil without Config.Control
	randoms *rand.Rand
}

func newExecution(r Run, s *sim.Sim) *execution {
	x := &execution{run: r, s: s, p: portsOf(s, r.Config), ratio: r.Config.Ratio}
	x.in = injector{traffic: r.Traffic, reads: make([]offer, x.ratio), writes: make([]offer, x.ratio)}
	x.left, x.randoms = r.Burst, rand.New(rand.NewPCG(r.Seed, 3))
	if r.Config.Init != (profile.Init{}) {
		x.begin = -1
	}
	if r.Config.Control {
		x.asleep = s.Must("control_self_refresh").At(0)
	}
	n := 1 << min(r.Config.Tag, 12)
	x.accepted = make([]int, n)
	for t := n - 1; t >= 0; t-- {
		x.free = append(x.free, uint64(t))
	}
	return x
}

func (x *execution) reset() error {
	x.p.rst.Set(1)
	for range 8 {
		if err := x.s.Step(); err != nil {
			return fmt.Errorf("hbm run: %w", err)
		}
	}
	x.p.rst.Set(0)
	for _, w := range x.p.write {
		w.mask.SetUint(^uint64(0))
	}
	return nil
}

func (x *execution) finished() bool {
	if x.run.Cycles > 0 {
		return x.begin >= 0 && x.now >= x.start()+x.run.Cycles
	}
	return x.in.empty() && x.out == 0 && x.now > 0 && !x.p.busy.Bool()
}

// start is the cycle in which the measurement begins.
func (x *execution) start() int { return max(x.begin, 0) + x.run.Warmup }

// cycle is one clock: what the memory answers, what is offered and taken, what
// stands on the buses.
func (x *execution) cycle() error {
	for i := range x.p.data {
		d := &x.p.data[i]
		if !d.valid.Bool() {
			continue
		}
		tag := d.tag.Uint()
		if x.now >= x.start() {
			x.lats = append(x.lats, x.now-x.accepted[tag])
		}
		x.free = append(x.free, tag)
		x.out--
	}
	x.in.fill()
	x.pause()
	x.offer()
	before := len(x.log)
	x.log = x.p.commands(x.log, x.now, x.run.Config.Geometry.BanksPerGroup)
	if x.begin < 0 && slices.ContainsFunc(x.log[before:], func(c Command) bool { return c.Cmd == profile.ACT }) {
		x.begin = x.now
	}
	if err := x.s.Step(); err != nil {
		return fmt.Errorf("hbm run: %w", err)
	}
	x.now += x.ratio
	return nil
}

// pause begins a pause when a burst is over.
func (x *execution) pause() {
	if x.run.Burst == 0 || x.left > 0 {
		return
	}
	if x.resume == 0 {
		x.pauses++
		x.resume = x.now + x.run.Pause + x.randoms.IntN(x.run.Pause+1)
	}
	over := x.now >= x.resume
	if x.run.Sleep && x.asleep != nil {
		x.asleep.SetBool(!over && x.pauses%2 == 0)
	}
	if over {
		x.left, x.resume = x.run.Burst, 0
	}
}

// take is the next request for a lane, if there is one now.
func (x *execution) take(write bool, o *offer) bool {
	if x.run.Burst > 0 && x.left == 0 || !x.in.next(write, o) {
		return false
	}
	x.left--
	return true
}

// offer puts requests on the lanes and notes which are taken.
func (x *execution) offer() {
	for i := range x.in.reads {
		o, p := &x.in.reads[i], &x.p.read[i]
		if !o.held && len(x.free) > 0 && x.take(false, o) {
			o.tag = x.free[len(x.free)-1]
			x.free = x.free[:len(x.free)-1]
			p.addr.SetUint(o.Addr / hbm.LineBytes)
			p.tag.SetUint(o.tag)
		}
		p.valid.SetBool(o.held)
	}
	for i := range x.in.writes {
		o, p := &x.in.writes[i], &x.p.write[i]
		if !o.held && x.take(true, o) {
			p.addr.SetUint(o.Addr / hbm.LineBytes)
		}
		p.valid.SetBool(o.held)
	}
	for i := range x.in.reads {
		if o := &x.in.reads[i]; o.held && x.p.read[i].ready.Bool() {
			x.accepted[o.tag] = x.now
			x.out++
			o.held = false
		}
		if o := &x.in.writes[i]; o.held && x.p.write[i].ready.Bool() {
			o.held = false
		}
	}
}

// bandwidthSpan is the cycles of a point of Result.Bandwidth.
const bandwidthSpan = 1000

func (x *execution) result() *Result {
	r := &x.res
	start := x.start()
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
		case c.Cmd == profile.PDE:
			r.PowerDowns++
		case c.Cmd == profile.SRE:
			r.SelfRefresh++
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
	r.Brute = BruteFrom(x.run.Profile, x.run.Config.Init, x.log)
	r.Violations = len(r.Brute) + int(x.p.count.Uint())
	seen := x.p.seen.Bits()
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
