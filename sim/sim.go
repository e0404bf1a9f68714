package sim

import (
	"errors"
	"fmt"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// Options configure a simulation.
type Options struct {
	// Seed chooses the power-up values of registers and memories. Run a test
	// with two seeds to see that nothing depends on them.
	Seed uint64

	// Engine chooses what evaluates the design. The zero value, Auto, is right
	// unless engines are to be compared.
	Engine Engine

	// Skip chooses whether the compiled engine skips what does not change. The
	// zero value is right unless its codes are to be compared.
	Skip Skip

	// ContinueOnFailure keeps Run and Step going when an assertion fails; see
	// Failures. Without it they return at the end of the failing instant.
	ContinueOnFailure bool

	// Unchecked leaves out the assertions and covers of the design, for speed:
	// none fails, and covers count nothing.
	Unchecked bool

	// MaxDeltas bounds how often processes may wake each other within one
	// instant. 0 means 10,000.
	MaxDeltas int
}

// backend is an engine: what evaluates the design, without time.
type backend interface {
	// Settle evaluates combinational logic and asynchronous resets.
	Settle() error
	// Edge is a rising edge of a set of clocks, after Settle.
	Edge(clocks uint64) []engine.Event
	// Run is up to n rising edges of the same clocks, settling in between; it
	// returns after the first that has events.
	Run(clocks uint64, n int) (done int, events []engine.Event, err error)

	Signal(path []engine.Step, s *ir.Signal, i int) engine.Loc
	Memory(path []engine.Step, m *ir.Mem, addr int) engine.Loc
	Load(l engine.Loc, dst []uint64)
	Store(l engine.Loc, src []uint64)
	Load1(l engine.Loc) uint64
	Store1(l engine.Loc, v uint64)
	Count(path []engine.Step, a *ir.Assertion) uint64

	// Save is the state at the present time, which shares with the one before,
	// if any, what is equal; Restore goes back to it.
	Save(before *engine.Snapshot) *engine.Snapshot
	Restore(s *engine.Snapshot)
}

// Sim is a running simulation. Its methods must be called from one goroutine
// at a time: that of the test or, while Run or Step is under way, that of the
// process that runs.
type Sim struct {
	design *ir.Design
	opts   Options
	eng    backend
	notice string

	now    Time
	clocks []*Clock // one for each clock input of the top, in port order
	manual manualEdges

	version uint64 // grows when more may have changed than the level of a clock

	procs   []*Proc
	running *Proc
	pokes   []poke // of processes, until the batch is over

	failures  []*Failure
	reported  int // failures already returned as an error
	observers []observer
	rec       *Recording         // nil if nothing is recorded
	refs      map[refKey]*Handle // handles by signal
	named     map[string]*Handle // and by name
	err       error
	closed    bool
}

// observer sees the settled values just before each set of rising edges and at
// the end of each instant.
type observer interface {
	before(rising uint64)
	after(now Time)
}

// New compiles a design. It reports designs that break the rules of ir.Verify
// and clocks that do not come from a port of the top module.
func New(d *ir.Design, o Options) (*Sim, error) {
	if err := o.check(); err != nil {
		return nil, fmt.Errorf("sim: %w", err)
	}
	if err := ir.Verify(d); err != nil {
		return nil, fmt.Errorf("sim: %w", err)
	}
	e, notice, err := newBackend(d, o)
	if err != nil {
		return nil, fmt.Errorf("sim: %w", err)
	}
	if o.MaxDeltas == 0 {
		o.MaxDeltas = 10_000
	}
	s := &Sim{design: d, opts: o, eng: e, notice: notice, refs: map[refKey]*Handle{}, named: map[string]*Handle{}}
	for _, sig := range d.Top.Signals {
		if sig.Kind == ir.Input && sig.Type.Class == ir.Clock {
			s.clocks = append(s.clocks, &Clock{
				s: s, name: sig.Name, bit: 1 << len(s.clocks), next: forever,
				loc: e.Signal(nil, sig, 0), sig: sig,
			})
		}
	}
	return s, nil
}

// Time is the current simulated time.
func (s *Sim) Time() Time { return s.now }

// Err is the first misuse of the simulation, such as a poke of a value that
// does not fit. Run and Step return it too, so that a test bench need not look
// at every poke.
func (s *Sim) Err() error { return s.err }

// Close ends all processes. Values can still be read. A process cannot close
// its own simulation.
func (s *Sim) Close() {
	if s.running != nil {
		s.misuse("process %s closes the simulation it runs in: return instead", s.running.name)
		return
	}
	s.closed = true
	for _, p := range s.procs {
		p.end()
	}
	s.procs = nil
	s.observe()
}

// misuse notes the first mistake of the test bench.
func (s *Sim) misuse(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf("sim: at %v: %w", s.now, fmt.Errorf(format, args...))
	}
}

// settle brings all values up to date.
func (s *Sim) settle() {
	if s.rec != nil {
		s.rec.settled()
	}
	if err := s.eng.Settle(); err != nil && s.err == nil {
		s.err = fmt.Errorf("sim: at %v: %w", s.now, err)
	}
}

// observe shows the observers the end of the present instant.
func (s *Sim) observe() {
	if len(s.observers) == 0 {
		return
	}
	s.settle()
	for _, o := range s.observers {
		o.after(s.now)
	}
}

var errClosed = errors.New("sim: closed")
