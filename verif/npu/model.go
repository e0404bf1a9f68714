package npu

import (
	"context"
	"fmt"

	"npugen/blocks/bundle"
	"npugen/gen/compile"
	"npugen/isa"
	"npugen/isa/machine"
	"npugen/isa/order"
)

// Model is the functional model as a Chip.
type Model struct {
	*machine.Machine
	Steps []machine.Step // of the last Run

	shape  bundle.Shape
	limits order.Limits
	seen   map[uint32]bool // programs that were checked
}

// NewModel is a model of a chip with queues and a weight FIFO of some size.
func NewModel(shape bundle.Shape, limits order.Limits) (*Model, error) {
	m, err := machine.New(shape, machine.NewMemory(), machine.Options{})
	if err != nil {
		return nil, err
	}
	return &Model{Machine: m, shape: shape, limits: limits, seen: map[uint32]bool{}}, nil
}

// Load writes the image.
func (m *Model) Load(_ context.Context, segments []compile.Segment) error {
	for _, s := range segments {
		m.Memory.Write(s.Addr, s.Data)
		m.Memory.Write(s.Addr+uint64(len(s.Data)), make([]byte, s.Zeros))
	}
	return nil
}

// Read is bytes of memory.
func (m *Model) Read(_ context.Context, addr uint64, n int) ([]byte, error) {
	data := make([]byte, n)
	m.Memory.Read(addr, data)
	return data, nil
}

// Run executes a program, and checks that its result does not depend on when
// which unit works.
func (m *Model) Run(_ context.Context, run compile.Run) (*Outcome, error) {
	steps, err := m.Machine.Run(run.Line, run.Registers)
	if err != nil {
		return nil, fmt.Errorf("functional model: %w", err)
	}
	m.Steps = steps
	program := make([]isa.Instruction, len(steps))
	for i, s := range steps {
		program[i] = s.In
	}
	if err := order.Check(m.shape, program); err != nil {
		return nil, fmt.Errorf("order of instructions: %w", err)
	}
	if err := order.Progress(m.shape, program, m.limits); err != nil {
		return nil, err
	}
	return &Outcome{Best: int(m.Best)}, nil
}

// registers is how many of them the host writes for the last Run: blocks of 32, up
// to the last that an instruction added.
func (m *Model) registers() int {
	const block = 32
	last := 0
	for _, s := range m.Steps {
		for _, r := range s.In.Added() {
			last = max(last, r)
		}
	}
	return (last/block + 1) * block
}
