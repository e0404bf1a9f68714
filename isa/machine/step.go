package machine

import (
	"errors"
	"fmt"

	"npugen/isa"
	"npugen/isa/access"
)

// Step is one executed instruction.
type Step struct {
	Number int             // in program order, from 0
	Line   uint32          // of memory where it lies
	In     isa.Instruction // its registers added
	Hash   uint32          // of what it wrote: docs/npu.md, Retirement
	Spans  []access.Span   // what it read and wrote, in order
}

// Error is what is wrong with an instruction.
type Error struct {
	Number int
	Line   uint32
	Op     isa.Op
	Err    error // an *access.Error if a field is illegal
}

func (e *Error) Error() string {
	return fmt.Sprintf("instruction %d (%v at line %d): %v", e.Number, e.Op, e.Line, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// ErrEnded is returned by Step if the machine is not running.
var ErrEnded = errors.New("machine: not running: no instruction follows END")

// Step executes the next instruction. After END the machine has ended.
func (m *Machine) Step() (Step, error) {
	if m.ended {
		return Step{}, ErrEnded
	}
	step := Step{Number: m.number, Line: m.line}
	var raw [isa.Bytes]byte
	addr := uint64(m.line) * lineBytes
	_, missing := m.Memory.Unwritten(addr, addr+isa.Bytes)
	m.Memory.Read(addr, raw[:])
	step.In = isa.Read(raw[:]).Resolved(&m.registers)
	var err error
	switch {
	case missing:
		err = errors.New("no instruction was ever written there")
	case m.stored[uint64(m.line)]:
		err = errors.New("a STORE has written it: want programs where nothing is stored, as instructions are fetched ahead")
	default:
		err = m.execute(&step)
	}
	if err != nil {
		m.ended = true
		return step, &Error{Number: step.Number, Line: step.Line, Op: step.In.Op(), Err: err}
	}
	m.number++
	m.line++
	return step, nil
}

// Run starts a program and executes it up to its END.
func (m *Machine) Run(line uint32, registers [isa.Registers]uint32) ([]Step, error) {
	var steps []Step
	m.Start(line, registers)
	for !m.ended {
		step, err := m.Step()
		if err != nil {
			return steps, err
		}
		steps = append(steps, step)
	}
	return steps, nil
}

func (m *Machine) execute(step *Step) error {
	spans, err := access.Of(m.shape, step.In)
	if err != nil {
		return err
	}
	step.Spans = spans
	if err := m.tokens.take(step); err != nil {
		return err
	}
	if err := m.readable(spans); err != nil {
		return err
	}
	switch in := access.Elements(m.shape, step.In); in.Op() {
	case isa.END:
		m.ended = true
		err = m.end()
	case isa.STREAM:
		step.Hash = m.stream(in)
	case isa.LOAD:
		step.Hash = m.load(in)
	case isa.MATMUL:
		step.Hash, err = m.matmul(in)
	case isa.MAP:
		step.Hash = m.vectorMap(in)
	case isa.QUANT:
		step.Hash = m.quant(in)
	case isa.ARGMAX:
		step.Hash = m.argmax(in)
	case isa.TOPK:
		step.Hash = m.topK(in)
	case isa.STORE:
		step.Hash = m.store(in)
	}
	m.tokens.give(step)
	return errors.Join(err, m.wrote(spans))
}

// wrote notes what is written now. Instructions of the program may not be.
func (m *Machine) wrote(spans []access.Span) error {
	for _, s := range spans {
		switch {
		case !s.Write:
		case s.Space != access.Memory:
			fill(m.written[s.Space][s.Lo:s.Hi])
		default:
			for line := s.Lo / lineBytes; line <= (s.Hi-1)/lineBytes; line++ {
				if line >= uint64(m.start) && line <= uint64(m.line) {
					return fmt.Errorf("%v, an instruction of the program itself (line %d)", s, line)
				}
				m.stored[line] = true
			}
		}
	}
	return nil
}

func fill(b []bool) {
	for i := range b {
		b[i] = true
	}
}

// readable refuses reads of what was never written, neither before nor, for a
// MAP's later rows, by the instruction itself.
func (m *Machine) readable(spans []access.Span) error {
	for _, s := range spans {
		switch {
		case s.Write:
		case s.Space == access.Memory:
			if line, found := m.Memory.Unwritten(s.Lo, s.Hi); found && !m.options.AnyMemory {
				return fmt.Errorf("%v, but line %d of memory was never written", s, line)
			}
		case !m.options.AnyBuffer:
			for i := s.Lo; i < s.Hi; i++ {
				if !m.written[s.Space][i] {
					return fmt.Errorf("%v, but %v[%d] was never written", s, s.Space, i)
				}
			}
		}
	}
	return nil
}

// end refuses what a program leaves behind.
func (m *Machine) end() error {
	if n := m.fifo.rows(); n > 0 {
		return fmt.Errorf("the weight FIFO still holds %d rows: want MATMULs that take all rows of the STREAMs", n)
	}
	return m.tokens.none()
}
