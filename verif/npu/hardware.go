package npu

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"npugen/blocks/control"
	"npugen/gen/compile"
	"npugen/hdl/ir"
)

// Hardware is the generated chip in the built-in simulator, in lock-step with
// the functional model: every instruction's hash is compared as it retires.
type Hardware struct {
	setup  Setup
	design *ir.Design
	seed   uint64
	model  *Model
	host   *host
	deeds  []*deed
}

// NewHardware builds the chip for an image of some size and resets it.
func NewHardware(s Setup, image uint64, seed uint64) (*Hardware, error) {
	d, err := s.design(image)
	if err != nil {
		return nil, err
	}
	return reset(s, d, seed)
}

// reset is the hardware of a design of a System after its reset.
func reset(s Setup, d *ir.Design, seed uint64) (*Hardware, error) {
	b, err := newBench(s, d, seed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	model, err := NewModel(s.Top.Shape, s.Limits())
	if err != nil {
		return nil, err
	}
	return &Hardware{setup: s, design: d, seed: seed, model: model, host: newHost(b)}, nil
}

// Cycles is those that were simulated.
func (h *Hardware) Cycles() int { return h.host.cycles }

// Load writes the image through the host's AXI4 bus.
func (h *Hardware) Load(ctx context.Context, segments []compile.Segment) error {
	if len(segments) == 0 {
		return nil
	}
	h.deeds = append(h.deeds, &deed{load: segments})
	if err := h.model.Load(ctx, segments); err != nil {
		return err
	}
	for _, s := range segments {
		if err := h.host.fill(ctx, s.Addr, append(s.Data[:len(s.Data):len(s.Data)], make([]byte, s.Zeros)...)); err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	return nil
}

// Read reads memory through the host's AXI4 bus, whole beats from a multiple of
// a beat on, and compares it with the functional model's.
func (h *Hardware) Read(ctx context.Context, addr uint64, n int) ([]byte, error) {
	beat := h.host.beat
	data, err := h.host.dump(ctx, addr, (n+beat-1)/beat*beat)
	if err != nil {
		return nil, err
	}
	want, err := h.model.Read(ctx, addr, n)
	if err == nil && !bytes.Equal(data[:n], want) {
		err = fmt.Errorf("memory at %#x: the host reads other bytes than those of the functional model", addr)
	}
	return data[:n], err
}

// Run sets the registers, rings the doorbell and waits for the interrupt.
func (h *Hardware) Run(ctx context.Context, run compile.Run) (*Outcome, error) {
	d := &deed{run: run, from: h.host.cycles}
	h.deeds = append(h.deeds, d)
	defer func() { d.until = h.host.cycles }()
	want, err := h.model.Run(ctx, run)
	if err != nil {
		return nil, err
	}
	bursts, rows := h.sum("moved"), h.sum("rows")
	if err := h.start(ctx, run); err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	w := newWatch(h.host.bench, h.setup.Top.Shape, h.model.Steps)
	if err := h.wait(ctx, w); err != nil {
		var wrong *Mismatch
		if errors.As(err, &wrong) {
			if wrong.Element, err = h.locate(ctx, wrong, w.start+wrong.Cycle); err != nil {
				return nil, errors.Join(wrong, err)
			}
			return nil, wrong
		}
		return nil, err
	}
	bursts, rows = h.sum("moved")-bursts, h.sum("rows")-rows
	out, err := h.outcome(ctx)
	if err != nil {
		return nil, err
	}
	out.Spans, out.Windows = w.spans, w.windows
	out.Bursts, out.Rows = bursts, rows
	if err := w.counted(h.setup.Top.Shape, out.Counters); err != nil {
		return nil, err
	}
	if out.Best != want.Best {
		return nil, fmt.Errorf("result register %d: the functional model has %d", out.Best, want.Best)
	}
	return out, nil
}

// sum is a counter of all channels since reset.
func (h *Hardware) sum(name string) (n uint64) {
	for i := range h.setup.Top.Shape.Channels {
		n += h.host.get(name, i)
	}
	return n
}

func (h *Hardware) start(ctx context.Context, run compile.Run) error {
	type write struct {
		addr int
		v    uint32
	}
	writes := []write{{control.RegInterruptEnable, 1}, {control.RegInterrupt, 1}, {control.RegStartLine, run.Line}}
	for i, v := range run.Registers[:h.model.registers()] {
		writes = append(writes, write{control.RegProgram(i), v})
	}
	for _, w := range append(writes, write{control.RegDoorbell, 1}) {
		if err := h.host.poke(ctx, w.addr, w.v); err != nil {
			return err
		}
	}
	return nil
}

// chunk is the cycles that are run at once.
const chunk = 64

// wait runs until the interrupt.
func (h *Hardware) wait(ctx context.Context, w *watch) error {
	for {
		rows, err := h.host.run(chunk)
		if err != nil {
			return err
		}
		if err := w.look(rows); err != nil {
			return err
		}
		if h.host.get("wrong") == 1 {
			return errors.New("a timing rule of the memory was broken")
		}
		if h.host.get("irq") == 1 {
			return w.complete()
		}
		if w.now-w.last > w.patience {
			return h.stuck(ctx, w)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// outcome reads what the chip tells of the run.
func (h *Hardware) outcome(ctx context.Context) (*Outcome, error) {
	out := &Outcome{Counters: map[string]uint64{}}
	best, err := h.host.peek(ctx, control.RegResult)
	if err != nil {
		return nil, err
	}
	out.Best = int(best)
	for _, c := range control.Counters() {
		v, err := h.host.peek(ctx, control.RegCounter(c.Name))
		if err != nil {
			return nil, err
		}
		out.Counters[c.Name] = uint64(v)
	}
	out.Cycles = int(out.Counters["cycles"])
	return out, nil
}
