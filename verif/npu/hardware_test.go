package npu

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/gen/compile"
	"npugen/gen/config"
	"npugen/gen/npu"
	"npugen/isa"
	"npugen/isa/access"
	"npugen/isa/asm"
	"npugen/isa/machine"
	"npugen/model/builtin"
	"npugen/model/tokenizer"
)

// chip is one of a shape that has no configuration, with so many entries in its
// memory controllers.
func chip(t testing.TB, name string, shape bundle.Shape, queue, entries int) Setup {
	p, err := profile.Preset("hbm2-2000-8gb")
	require.NoError(t, err)
	return Setup{
		Name: name, ClockMHz: 1000, MemoryBytes: 1 << 30,
		Top: npu.Top{Shape: shape, Queue: queue, Flight: 4, Fetch: 8, Memory: hbm.Default(p, entries), Depth: 128},
	}
}

// small is a chip that elaborates fast.
func small(t testing.TB) Setup {
	return chip(t, "small", bundle.Shape{Rows: 8, Cols: 8, Lanes: 4, VBWords: 4096, ABRows: 4096, SBWords: 512, AccDepth: 64, Channels: 1}, 4, 64)
}

// preset is the chip of a configuration.
func preset(t testing.TB, name string) Setup {
	c, err := config.LoadPreset(name)
	require.NoError(t, err)
	s, err := NewSetup(c)
	require.NoError(t, err)
	return s
}

func builtinOn(t testing.TB, s Setup) *compile.Program {
	c := builtin.Checkpoint()
	p, err := compile.Compile(compile.Model{Config: c.Config, Weights: c}, s.Target())
	require.NoError(t, err)
	return p
}

// The generated chip does, instruction by instruction, what the functional model
// does, a prompt in batches included, and ends with the same in its buffers.
func TestDecodeOnHardware(t *testing.T) {
	t.Parallel()
	for _, s := range []Setup{preset(t, "decode-64"), preset(t, "edge-16"), small(t)} {
		t.Run(s.Name, func(t *testing.T) {
			p := builtinOn(t, s)
			h, err := NewHardware(s, p.Used(), 1)
			require.NoError(t, err)
			text := Text{Prompt: []int{tokenizer.BOS, 421, 496, 304}, Steps: 6}
			all, err := Decode(context.Background(), h, p, []Text{text}, nil)
			require.NoError(t, err)
			require.Less(t, len(all), 6, "a batch")
			m, err := NewModel(s.Top.Shape, s.Limits())
			require.NoError(t, err)
			want, err := Decode(context.Background(), m, p, []Text{text}, nil)
			require.NoError(t, err)
			require.Equal(t, text.Tokens(p.Config, want, 0), text.Tokens(p.Config, all, 0))
			for _, step := range all {
				require.Positive(t, step.Cycles)
				require.Positive(t, step.Bursts)
			}
			text1, err := inside{h.host.sim, s.Top.Shape}.differs(m.Machine, everything(s.Top.Shape, m))
			require.NoError(t, err)
			require.Empty(t, text1)
		})
	}
}

// everything is spans of all that was ever written.
func everything(s bundle.Shape, m *Model) (spans []access.Span) {
	for _, step := range m.Steps {
		for _, x := range step.Spans {
			if x.Write {
				spans = append(spans, x)
			}
		}
	}
	return spans
}

// A chip with other weights than the model is found out, with the place.
func TestMismatchIsPlaced(t *testing.T) {
	t.Parallel()
	p := builtinOn(t, small(t))
	h, run, code := firstToken(t, p)

	// A norm's weight, which LOAD puts into the vector buffer.
	number := slices.IndexFunc(code, func(in compile.Instruction) bool { return in.Code.Op() == isa.LOAD && in.Layer == 1 })
	load := code[number].Code
	h.onlyModel(t, []compile.Segment{{Addr: 64*uint64(load.Get("line")) + 8, Data: []byte{1, 2, 3, 4}}}, compile.Run{})

	_, err := h.Run(context.Background(), run)
	var wrong *Mismatch
	require.True(t, errors.As(err, &wrong), "%v", err)
	require.Equal(t, number, wrong.Number)
	require.Contains(t, wrong.Element, "want 0x04030201")
	require.ErrorContains(t, placed(err, p, run), "layer 1, "+code[number].Operator+": cycle ")
	require.ErrorContains(t, err, "VB[")
	require.ErrorContains(t, err, asm.Text(load))
}

// firstToken is a chip that has a program's image, and its first run.
func firstToken(t *testing.T, p *compile.Program) (*Hardware, compile.Run, []compile.Instruction) {
	h, err := NewHardware(small(t), p.Used(), 1)
	require.NoError(t, err)
	require.NoError(t, h.Load(context.Background(), p.Segments))
	run, err := p.Step(0, tokenizer.BOS)
	require.NoError(t, err)
	code, err := p.Instructions(run)
	require.NoError(t, err)
	return h, run, code
}

// A mismatch of STREAM, which writes no buffer, names the byte that it read.
func TestMismatchOfStreamIsPlaced(t *testing.T) {
	t.Parallel()
	p := builtinOn(t, small(t))
	h, run, code := firstToken(t, p)
	number := slices.IndexFunc(code, func(in compile.Instruction) bool { return in.Code.Op() == isa.STREAM })
	stream := code[number].Code
	at := 64*uint64(stream.Get("line")) + uint64(int(stream.Get("rows"))*h.setup.Top.Shape.Cols) - 3 // in its last row: products of others come first
	h.onlyModel(t, []compile.Segment{{Addr: at, Data: []byte{0x80}}}, compile.Run{})                 // no weight is -128

	_, err := h.Run(context.Background(), run)
	var wrong *Mismatch
	require.True(t, errors.As(err, &wrong), "%v", err)
	require.Equal(t, number, wrong.Number, "%v", err)
	require.Regexp(t, fmt.Sprintf("^memory has 0x.. at 0x%x, want 0x80$", at), wrong.Element)
}

// A mismatch of STORE names the byte that it wrote.
func TestMismatchOfStoreIsPlaced(t *testing.T) {
	t.Parallel()
	h, err := NewHardware(small(t), 1<<16, 1)
	require.NoError(t, err)
	_, code := assembled(t, `
		LOAD line=16 words=8 signal=t1
		QUANT n0=1 n1=1 len=8 wait=t1
		END
		LOAD line=17 words=8 signal=t1
		QUANT n0=1 n1=1 len=8 wait=t1
		END
		STORE line=32 n0=1 n1=1 len=8 se=1
		END`)
	ctx := context.Background()
	data := make([]byte, 512)
	data[64+11] = 0x40
	require.NoError(t, h.Load(ctx, []compile.Segment{{Data: code}, {Addr: 1024, Data: data}}))
	_, err = h.Run(ctx, compile.Run{Line: 0})
	require.NoError(t, err)
	h.onlyModel(t, nil, compile.Run{Line: 3})

	_, err = h.Run(ctx, compile.Run{Line: 6})
	var wrong *Mismatch
	require.True(t, errors.As(err, &wrong), "%v", err)
	require.Equal(t, isa.STORE, wrong.In.Op())
	require.Regexp(t, "^memory has 0x.. at 0x8.., want 0x..$", wrong.Element)
}

// onlyModel loads an image, or runs a program, that the chip does not.
func (h *Hardware) onlyModel(t *testing.T, load []compile.Segment, run compile.Run) {
	h.deeds = append(h.deeds, &deed{load: load, run: run})
	err := h.model.Load(context.Background(), load)
	if load == nil {
		_, err = h.model.Run(context.Background(), run)
	}
	require.NoError(t, err)
}

// assembled is a program and its bytes.
func assembled(t *testing.T, text string) (program []isa.Instruction, code []byte) {
	program, err := asm.Assemble("test.s", text)
	require.NoError(t, err)
	for _, in := range program {
		code = in.Append(code)
	}
	return program, code
}

// A program that waits for what never comes ends with the state of its queues.
func TestStuck(t *testing.T) {
	t.Parallel()
	s := small(t)
	s.Patience = 1 << 10
	h, err := NewHardware(s, 1<<16, 1)
	require.NoError(t, err)
	program, code := assembled(t, `
		LOAD words=1 signal=t1
		MAP n0=1 n1=1 len=4 wait=t1,t3
		STREAM rows=1000
		END`)
	ctx := context.Background()
	image := []compile.Segment{{Data: code}, {Addr: 1024, Zeros: 16 << 10}}
	require.NoError(t, h.Load(ctx, image))
	_, err = h.Run(ctx, compile.Run{})
	require.ErrorContains(t, err, "waits for token t3, which no instruction before it has signalled")

	h.model.Start(0, compile.Run{}.Registers)
	load, err := h.model.Step()
	require.NoError(t, err)
	steps := []machine.Step{load}
	for i, in := range program[1:] {
		steps = append(steps, machine.Step{Number: 1 + i, In: in})
	}
	require.NoError(t, h.start(ctx, compile.Run{}))
	err = h.wait(ctx, newWatch(h.host.bench, s.Top.Shape, steps))
	require.ErrorContains(t, err, ", 1 of 4 instructions have")
	require.ErrorContains(t, err, "vector queue: 0 run; instruction 1 (MAP) waits, tokens missing: 000000001000")
	require.ErrorContains(t, err, "weight queue: 1 run")
}

// Each queue is named when it is the one that does not go on.
func TestStuckQueues(t *testing.T) {
	t.Parallel()
	s := small(t)
	s.Patience = 1 << 9
	for _, c := range []struct{ text, want string }{
		{"STREAM rows=4 wait=t9", "weight queue: 0 run; instruction 0 (STREAM) waits, tokens missing: 001000000000"},
		{"MATMUL m=1 kt=1 nt=1 last_rows=1 wait=t0", "matrix queue: 0 run; instruction 0 (MATMUL) waits, tokens missing: 000000000001"},
		{"MATMUL m=1 kt=1 nt=1 last_rows=1", "matrix queue: 1 run"},
		{"MAP n0=1 n1=1 len=4 wait=t2", "vector queue: 0 run; instruction 0 (MAP) waits, tokens missing: 000000000100"},
		{"QUANT n0=1 n1=1 len=4 wait=t11", "vector queue: 0 run; instruction 0 (QUANT) waits, tokens missing: 100000000000"},
		{"ARGMAX len=4 wait=t4", "vector queue: 0 run; instruction 0 (ARGMAX) waits, tokens missing: 000000010000"},
		{"LOAD words=1 wait=t5", "load queue: 0 run; instruction 0 (LOAD) waits, tokens missing: 000000100000"},
		{"STORE line=32 n0=1 n1=1 len=4 se=1 wait=t1,t6", "store queue: 0 run; instruction 0 (STORE) waits, tokens missing: 000001000010"},
	} {
		t.Run(c.text, func(t *testing.T) {
			h, err := NewHardware(s, 1<<16, 1)
			require.NoError(t, err)
			program, code := assembled(t, c.text+"\nEND")
			ctx := context.Background()
			require.NoError(t, h.Load(ctx, []compile.Segment{{Data: code}, {Addr: 1024, Zeros: 16 << 10}}))
			require.NoError(t, h.start(ctx, compile.Run{}))
			steps := []machine.Step{{In: program[0]}, {Number: 1, In: program[1]}}
			err = h.wait(ctx, newWatch(h.host.bench, s.Top.Shape, steps))
			require.ErrorContains(t, err, ", 0 of 2 instructions have")
			require.ErrorContains(t, err, c.want)
		})
	}
}
