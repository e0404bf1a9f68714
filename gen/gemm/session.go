package gemm

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"npugen/blocks/quant"
	"npugen/gen"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/sim"
)

// Session is a running engine.
type Session struct {
	m    *Machine
	sim  *sim.Sim
	opts Options
	r    *rand.Rand

	inputs  *inputs
	feeds   []*feed
	command *feed
	weight  *feed
	act     *feed
	factors *feed // nil without
	results results
	rst     *ir.Signal

	cycle   int
	idle    int // cycles since the last transfer
	patient int // idle cycles that are no deadlock
}

func newSession(m *Machine, s *sim.Sim, o Options) *Session {
	e := m.Engine
	x := &Session{m: m, sim: s, opts: o, r: rand.New(rand.NewPCG(o.Seed, 0x67656d6d)),
		inputs: newInputs(s, m.Design.Top, o.Record), patient: 10*(e.Rows+e.Cols) + 1000}
	x.command = commandFeed(x, m.in.Command)
	x.weight = weightFeed(x, m.in.Weight)
	x.act = actFeed(x, m.in.Act)
	x.feeds = []*feed{x.command, x.weight, x.act}
	if m.factors != nil {
		x.factors = factorFeed(x, *m.factors)
		x.feeds = append(x.feeds, x.factors)
	}
	x.results = resultsOf(s, m.out.Result)
	for _, p := range m.Design.Top.Signals {
		if p.Kind == ir.Input && p.Name == "rst" {
			x.rst = p
		}
	}
	return x
}

// Close ends the simulation.
func (x *Session) Close() { x.sim.Close() }

func (x *Session) reset() error {
	x.inputs.set(x.rst, 0, 1)
	for range 2 {
		if err := x.step(); err != nil {
			return err
		}
	}
	x.inputs.set(x.rst, 0, 0)
	return nil
}

// step ends the cycle.
func (x *Session) step() error {
	x.inputs.record()
	x.cycle++
	return x.sim.Step()
}

// Multiply computes a product. It returns when the last result is there.
func (x *Session) Multiply(p Product) (*Result, error) {
	if (p.Factor != nil) != (x.factors != nil) {
		return nil, fmt.Errorf("gemm: factors given: %v, engine requantises: %v", p.Factor != nil, x.factors != nil)
	}
	plan, err := gen.NewPlan(x.m.Engine, p.M, p.K, p.N)
	if err != nil {
		return nil, fmt.Errorf("gemm: %w", err)
	}
	stop := x.supply(p, plan)
	defer stop()
	before, start := x.counters(), x.cycle
	res := &Result{Rows: p.M, Cols: p.N, Data: make([]int64, p.M*p.N)}
	for tile := range plan.Tiles() {
		for m := range tile.Rows {
			last, err := x.vector(res, tile, m)
			if err != nil {
				return nil, fmt.Errorf("gemm: %d x %d x %d: %w", p.M, p.K, p.N, err)
			}
			if last != (m == tile.Rows-1) {
				return nil, fmt.Errorf("gemm: result row %d, column %d: end of tile is %v", tile.Row+m, tile.Col, last)
			}
		}
	}
	res.Cycles = x.cycle - start
	res.First, res.Last = res.First-start, res.Last-start
	res.Counters = x.counters().minus(before)
	res.Recording = x.inputs.recording
	return res, x.sim.Err()
}

// supply makes the feeds offer the data of a product.
func (x *Session) supply(p Product, plan gen.Plan) (stop func()) {
	var stops []func()
	give := func(f *feed, s iter.Seq[[]uint64]) {
		next, stop := iter.Pull(s)
		f.next, stops = next, append(stops, stop)
	}
	give(x.command, commandWords(plan))
	give(x.weight, weightWords(plan, p.Weight))
	give(x.act, actWords(plan, p.Act))
	if x.factors != nil {
		give(x.factors, factorWords(plan, p.Factor))
	}
	return func() {
		for _, s := range stops {
			s()
		}
	}
}

// vector runs until a vector of results comes and stores it.
func (x *Session) vector(res *Result, tile gen.Tile, m int) (last bool, err error) {
	for {
		for _, f := range x.feeds {
			f.offer(x)
		}
		ready := x.opts.Stalls.Result == 0 || x.r.Float64() >= x.opts.Stalls.Result
		x.inputs.setBool(x.results.ready, ready)
		moved := false
		for _, f := range x.feeds {
			moved = f.settle() || moved
		}
		came := ready && x.results.valid.Uint() == 1
		if came {
			last = x.results.last.Uint() == 1
			row := res.Data[(tile.Row+m)*res.Cols+tile.Col:]
			for c := range tile.Cols {
				row[c] = x.results.values[c].Int()
			}
			if res.Vectors == 0 {
				res.First = x.cycle
			}
			res.Last = x.cycle
			res.Vectors++
		}
		if x.idle++; moved || came {
			x.idle = 0
		}
		if x.idle > x.patient+int(x.m.Engine.BufDepth) {
			return false, fmt.Errorf("deadlock: nothing moved for %d cycles", x.idle)
		}
		if err := x.step(); err != nil {
			return false, err
		}
		if came {
			return last, nil
		}
	}
}

func (x *Session) counters() Counters {
	get := func(c hdl.UInt) uint64 { return x.sim.Of(c).Uint() }
	s := x.m.out.Stats
	return Counters{get(s.Active), get(s.Useful), get(s.WeightStall), get(s.DataStall), get(s.OutputStall)}
}

// results is the stream of results.
type results struct {
	valid, last *sim.Handle
	values      []*sim.Handle
	ready       *ir.Signal
}

func resultsOf(s *sim.Sim, src hdl.Source[quant.Sums]) results {
	out := results{valid: s.Of(src.Valid()), last: s.Of(src.Data().Last), ready: src.Ready().Node().Sig}
	for _, v := range src.Data().Values {
		out.values = append(out.values, s.Of(v))
	}
	return out
}
