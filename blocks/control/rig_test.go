package control_test

import (
	"math/big"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/blocks/control"
	"npugen/blocks/stream/streamtest"
	"npugen/hdl"
	"npugen/isa"
	"npugen/sim"
)

// small is a shape whose numbers all differ where they can.
func small(channels int) bundle.Shape {
	return bundle.Shape{Rows: 8, Cols: 4, Lanes: 2, VBWords: 16, ABRows: 32, SBWords: 64, AccDepth: 128, Channels: channels, TopK: 4}
}

// rig is a control unit with a memory, a host and units that take their time.
type rig struct {
	*streamtest.Bench
	program []isa.Instruction
	line    int // of the program
	ch      int // channels

	aw, w, ar, beats *streamtest.Source
	b, r, read       *streamtest.Sink
	ahead            *streamtest.Sink // has what the matrix unit has
	answers          []answer
	memoryLatency    int
	units            []*unit
	seen             []event
}

// answer is a beat on its way.
type answer struct {
	data *big.Int
	due  int
}

// unit is a unit that completes its commands in order.
type unit struct {
	sink          *streamtest.Sink
	fields        []string
	latency       int // at most, at random
	flying        []int
	done          *sim.Handle
	hash          *sim.Handle
	started       *sim.Handle
	start         *sim.Handle
	retired       *sim.Handle
	complete      *sim.Handle
	completedHash *sim.Handle
}

// event is an entry of the trace.
type event struct {
	cycle   int
	queue   isa.Queue
	retired bool
	number  int
}

func commandFields[C bundle.Command]() []string {
	var names []string
	for i := range reflect.TypeFor[C]().NumField() {
		names = append(names, reflect.TypeFor[C]().Field(i).Tag.Get("isa"))
	}
	return names
}

func newRig(t testing.TB, u control.Unit, seed uint64) *rig {
	t.Helper()
	c, err := hdl.Elaborate(u)
	require.NoError(t, err)
	g := &rig{Bench: streamtest.New(t, c.Design, seed), ch: u.Channels, memoryLatency: 20}
	g.aw, g.w, g.ar = g.Source("aw", 0, "addr", "prot"), g.Source("w", 0, "data", "strb"), g.Source("ar", 0, "addr", "prot")
	g.b, g.r = g.Sink("b", 0, "resp"), g.Sink("r", 0, "data", "resp")
	g.beats, g.read = g.Source("beats", 0, "data"), g.Sink("read", 0, "data")
	fields := [][]string{commandFields[bundle.Stream](), commandFields[bundle.Load](), commandFields[bundle.Matmul](),
		commandFields[bundle.Vector](), commandFields[bundle.Store]()}
	g.ahead = g.Sink("ahead", 0, fields[control.Slot(isa.Matrix)]...)
	for i, f := range fields {
		g.units = append(g.units, &unit{sink: g.Sink(isa.Queue(i+1).String(), 0, f...), fields: f, latency: 30,
			done: g.Sim.Must("retired_done").At(i), hash: g.Sim.Must("retired_hash").At(i),
			started: g.Sim.Must("trace_started").At(i), start: g.Sim.Must("trace_start").At(i),
			retired: g.Sim.Must("trace_retired").At(i), complete: g.Sim.Must("trace_complete").At(i),
			completedHash: g.Sim.Must("trace_hash").At(i)})
	}
	require.NoError(t, g.Sim.Err())
	g.Drive, g.Watch = g.drive, g.watch
	g.Reset(3)
	return g
}

// drive completes commands and sends beats that are due.
func (g *rig) drive() {
	for _, u := range g.units {
		done := len(u.flying) > 0 && u.flying[0] <= g.Cycle
		if done {
			u.flying = u.flying[1:]
		}
		u.done.SetBool(done)
		u.hash.SetUint(uint64(g.Rand.Uint32()))
	}
	for len(g.answers) > 0 && g.answers[0].due <= g.Cycle {
		g.beats.Send(streamtest.Datum{g.answers[0].data})
		g.answers = g.answers[1:]
	}
}

// watch notes what the units take, what is read, and the trace.
func (g *rig) watch() {
	if g.read.Moves() {
		beat := int(g.read.Got[len(g.read.Got)-1].U(0))
		g.answers = append(g.answers, answer{g.beat(beat), g.Cycle + 1 + g.Rand.IntN(g.memoryLatency)})
	}
	if g.beats.Offering() && !g.beats.Moves() && len(g.beats.Queue) > 0 {
		g.T.Fatalf("cycle %d: a beat was not taken", g.Cycle)
	}
	for i, u := range g.units {
		q := isa.Queue(i + 1)
		require.Equal(g.T, u.sink.Moves(), u.started.Bool())
		if u.started.Bool() {
			u.flying = append(u.flying, g.Cycle+1+g.Rand.IntN(u.latency))
			g.seen = append(g.seen, event{g.Cycle, q, false, int(u.start.Uint())})
		}
		require.Equal(g.T, u.done.Bool(), u.retired.Bool())
		if u.retired.Bool() {
			require.Equal(g.T, u.hash.Uint(), u.completedHash.Uint())
			g.seen = append(g.seen, event{g.Cycle, q, true, int(u.complete.Uint())})
		}
	}
}

// beat is a beat of memory: the program, and random lines around it.
func (g *rig) beat(n int) *big.Int {
	data := new(big.Int)
	for c := g.ch - 1; c >= 0; c-- {
		var bytes []byte
		if i := n*g.ch + c - g.line; i >= 0 && i < len(g.program) {
			bytes = g.program[i].Append(nil)
		} else {
			for range isa.Bytes {
				bytes = append(bytes, byte(g.Rand.Uint32()))
			}
		}
		for i, j := 0, len(bytes)-1; i < j; i, j = i+1, j-1 {
			bytes[i], bytes[j] = bytes[j], bytes[i]
		}
		data.Or(data.Lsh(data, 8*isa.Bytes), new(big.Int).SetBytes(bytes))
	}
	return data
}

// write writes a register and gives the response.
func (g *rig) write(addr int, v uint32) int {
	g.T.Helper()
	return g.writeBytes(addr, v, 15)
}

func (g *rig) writeBytes(addr int, v uint32, strb uint64) int {
	g.T.Helper()
	n := len(g.b.Got)
	g.aw.Send(streamtest.D(uint64(addr), 0))
	g.w.Send(streamtest.D(uint64(v), strb))
	g.Run(1000, func() bool { return len(g.b.Got) > n })
	return int(g.b.Got[n].U(0))
}

// load reads a register, and gives the response too.
func (g *rig) load(addr int) (uint32, int) {
	g.T.Helper()
	n := len(g.r.Got)
	g.ar.Send(streamtest.D(uint64(addr), 0))
	g.Run(1000, func() bool { return len(g.r.Got) > n })
	return uint32(g.r.Got[n].U(0)), int(g.r.Got[n].U(1))
}

// get reads a register that exists.
func (g *rig) get(addr int) uint32 {
	g.T.Helper()
	v, resp := g.load(addr)
	require.Equal(g.T, 0, resp)
	return v
}

// start rings the doorbell for a program.
func (g *rig) start(line int, p []isa.Instruction) {
	g.T.Helper()
	g.line, g.program, g.seen = line, p, nil
	require.Equal(g.T, 0, g.write(control.RegStartLine, uint32(line)))
	require.Equal(g.T, 0, g.write(control.RegDoorbell, 1))
}

// finish waits for the end.
func (g *rig) finish(limit int) {
	g.T.Helper()
	for range limit {
		if g.get(control.RegStatus)&control.StatusBusy == 0 {
			return
		}
	}
	g.T.Fatalf("busy after %d reads of the status", limit)
}
