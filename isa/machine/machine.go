package machine

import (
	"fmt"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/access"
)

// Options is what a Machine checks beyond the rules that always hold.
type Options struct {
	// AnyMemory lets a program read memory that was never written (as 0).
	AnyMemory bool
	// AnyBuffer lets it read VB, AB and SB words that were never written (as 0).
	AnyBuffer bool
}

// Machine is the state of an NPU. The buffers may be looked at between steps.
type Machine struct {
	VB     []uint32 // fp32 elements
	AB     []Row
	SB     []uint32 // fp32
	Memory *Memory
	Best   uint32 // result of the last ARGMAX or TOPK

	shape     bundle.Shape
	options   Options
	registers [isa.Registers]uint32
	line      uint32          // of the next instruction
	number    int             // of the next instruction
	start     uint32          // line of the first instruction
	stored    map[uint64]bool // lines that STOREs have written since
	ended     bool
	fifo      fifo
	tokens    tokens
	written   [access.Memory][]bool
}

// Row is a row of the activation buffer.
type Row struct {
	Q     []int8
	Scale uint32 // fp32
}

// New is a machine with empty buffers.
func New(shape bundle.Shape, memory *Memory, options Options) (*Machine, error) {
	if what, fix := shape.Problem(); what != "" {
		return nil, fmt.Errorf("machine: %s: %s", what, fix)
	}
	m := &Machine{
		VB: make([]uint32, access.Size(shape, access.VB)), AB: make([]Row, shape.ABRows), SB: make([]uint32, shape.SBWords),
		Memory: memory, shape: shape, options: options, ended: true,
	}
	q := make([]int8, shape.ABRows*shape.Rows)
	for i := range m.AB {
		m.AB[i].Q = q[i*shape.Rows : (i+1)*shape.Rows : (i+1)*shape.Rows]
	}
	for s := range m.written {
		m.written[s] = make([]bool, access.Size(shape, access.Space(s)))
	}
	m.fifo.width = shape.Cols
	return m, nil
}

// Start makes the next Step that of the instruction at a line of memory. The
// buffers keep what they hold.
func (m *Machine) Start(line uint32, registers [isa.Registers]uint32) {
	m.line, m.start, m.registers, m.number, m.ended = line, line, registers, 0, false
	m.stored = map[uint64]bool{}
	m.tokens = tokens{}
}

// Ended is true before Start and after END.
func (m *Machine) Ended() bool { return m.ended }
