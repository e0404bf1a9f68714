package gemm

import (
	"fmt"

	"npugen/blocks/quant"
	"npugen/gen"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/sim"
)

// Machine is an elaborated engine.
type Machine struct {
	Engine gen.Engine
	Design *ir.Design

	in      gen.EngineIn
	factors *hdl.Source[[]quant.Factor] // of an engine that requantises
	out     gen.EngineOut
}

// New elaborates an engine that gives sums.
func New(e gen.Engine) (*Machine, error) {
	c, err := hdl.Elaborate(e)
	if err != nil {
		return nil, fmt.Errorf("gemm: %w", err)
	}
	return &Machine{Engine: e, Design: c.Design, in: c.In, out: c.Out}, nil
}

// NewRequantised elaborates an engine that gives requantised results.
func NewRequantised(r gen.Requantised) (*Machine, error) {
	c, err := hdl.Elaborate(r)
	if err != nil {
		return nil, fmt.Errorf("gemm: %w", err)
	}
	return &Machine{Engine: r.Engine, Design: c.Design, in: c.In.EngineIn, factors: &c.In.Factors, out: c.Out}, nil
}

// Options say how a session runs. The zero value is the fastest.
type Options struct {
	Seed   uint64 // of the power-up values, and of the stalls
	Stalls Stalls
	Record bool // keep all inputs for replay
}

// Stalls are the probabilities, 0 to 1, with which a stream offers nothing in
// a cycle in which it could, or results are not taken.
type Stalls struct{ Command, Weight, Act, Factors, Result float64 }

// Start resets the engine.
func (m *Machine) Start(o Options) (*Session, error) {
	s, err := sim.New(m.Design, sim.Options{Seed: o.Seed})
	if err != nil {
		return nil, fmt.Errorf("gemm: %w", err)
	}
	x := newSession(m, s, o)
	if err := x.reset(); err != nil {
		s.Close()
		return nil, fmt.Errorf("gemm: reset: %w", err)
	}
	return x, nil
}

// Run computes one product of a new session.
func (m *Machine) Run(p Product, o Options) (*Result, error) {
	s, err := m.Start(o)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return s.Multiply(p)
}
