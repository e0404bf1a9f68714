package control_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/control"
	"npugen/blocks/stream/streamtest"
	"npugen/isa"
)

const (
	okay   = 0
	slvErr = 2
	decErr = 3
)

func plain() control.Unit {
	return control.Unit{Shape: small(1), Queue: 4, Flight: 16, Fetch: 16}
}

// TestRegisterAccess: what each kind of register answers, idle and busy, with
// pauses on every channel.
func TestRegisterAccess(t *testing.T) {
	g := newRig(t, plain(), 1)
	g.aw.Rate, g.w.Rate, g.ar.Rate, g.b.Rate, g.r.Rate = 0.5, 0.4, 0.6, 0.5, 0.3
	exists := map[int]control.Access{}
	for _, r := range control.Map() {
		exists[r.Addr] = r.Access
	}
	for addr := 0; addr < control.RegProgram(0); addr += 4 {
		access, ok := exists[addr]
		_, resp := g.load(addr + addr/4%4) // the lowest bits do not matter
		if !ok {
			require.Equal(t, decErr, resp, "0x%03x", addr)
			require.Equal(t, decErr, g.write(addr, 0), "0x%03x", addr)
			continue
		}
		require.Equal(t, okay, resp, "0x%03x", addr)
		require.Equal(t, slvErr, g.writeBytes(addr, 0, 7), "0x%03x", addr)
		want := okay
		if access == control.Read {
			want = slvErr
		}
		require.Equal(t, want, g.write(addr, 0), "0x%03x", addr)
	}
	shape := small(1)
	for addr, want := range map[int]int{control.RegID: control.ID, control.RegVersion: control.Version, control.RegRows: shape.Rows, control.RegCols: shape.Cols,
		control.RegLanes: shape.Lanes, control.RegChannels: shape.Channels, control.RegVBWords: shape.VBWords, control.RegABRows: shape.ABRows,
		control.RegSBWords: shape.SBWords, control.RegAccDepth: shape.AccDepth} {
		require.Equal(t, uint32(want), g.get(addr), "0x%03x", addr)
	}
	for _, addr := range []int{control.RegProgram(0), control.RegProgram(isa.Registers-1) + 3} {
		require.Equal(t, okay, g.write(addr, 0x12345678))
		require.Equal(t, slvErr, g.writeBytes(addr, 0, 14))
		require.Zero(t, g.get(addr))
	}
	require.Equal(t, okay, g.write(control.RegStartLine, 100))
	g.start(100, []isa.Instruction{with(isa.LOAD, map[string]uint32{"wait": 1})})
	require.Equal(t, uint32(control.StatusBusy), g.get(control.RegStatus))
	require.Equal(t, slvErr, g.write(control.RegProgram(3), 0))
	require.Equal(t, slvErr, g.write(control.RegStartLine, 0))
	require.Equal(t, slvErr, g.write(control.RegDoorbell, 1))
	require.Equal(t, okay, g.write(control.RegInterruptEnable, 1))
	require.Equal(t, uint32(100), g.get(control.RegStartLine))
}

// TestReadsFollowEachOther: a read a cycle, in order.
func TestReadsFollowEachOther(t *testing.T) {
	g := newRig(t, plain(), 1)
	const n = 30
	require.Equal(t, okay, g.write(control.RegStartLine, 100))
	for i := range n {
		g.ar.Send(streamtest.D([]uint64{control.RegStartLine, control.RegVersion, control.RegID}[i%3], 0))
	}
	g.Run(100, func() bool { return len(g.r.Got) == n })
	for i, x := range g.r.Got {
		require.Equal(t, []uint64{100, control.Version, control.ID}[i%3], x.U(0))
		require.Equal(t, g.r.Got[0].Cycle+i, x.Cycle)
	}
	require.Equal(t, 2, g.r.Got[0].Cycle-g.ar.Sent[0].Cycle)
}

// TestInterrupt: it comes with the end, waits for the host, and can be masked.
func TestInterrupt(t *testing.T) {
	g := newRig(t, plain(), 1)
	irq := g.Sim.Must("irq")
	end := []isa.Instruction{isa.New(isa.END)}
	g.start(0, end)
	g.finish(100)
	require.False(t, irq.Bool(), "masked")
	require.Equal(t, uint32(1), g.get(control.RegInterrupt))
	require.Equal(t, okay, g.write(control.RegInterruptEnable, 1))
	g.Step()
	require.True(t, irq.Bool())
	require.Equal(t, okay, g.write(control.RegInterrupt, 0))
	require.True(t, irq.Bool(), "a 0 clears nothing")
	require.Equal(t, okay, g.write(control.RegInterrupt, 1))
	require.False(t, irq.Bool())
	g.start(0, end)
	require.Zero(t, g.get(control.RegStatus)&control.StatusDone)
	g.Run(200, irq.Bool)
	require.Equal(t, uint32(control.StatusDone), g.get(control.RegStatus))
}

// TestUnknownOperation ends the program, and is told.
func TestUnknownOperation(t *testing.T) {
	g := newRig(t, plain(), 1)
	bad := isa.New(isa.Op(0x2f))
	after := with(isa.LOAD, map[string]uint32{"line": 4})
	g.start(9, []isa.Instruction{isa.New(isa.NOP), after, bad, after})
	g.finish(100)
	require.Equal(t, uint32(control.StatusDone|control.StatusError), g.get(control.RegStatus))
	require.Equal(t, uint32(0x2f), g.get(control.RegErrorOp))
	require.Equal(t, uint32(2), g.get(control.RegErrorNumber))
	require.Len(t, g.units[control.Slot(isa.Load)].sink.Got, 1)
	g.start(9, []isa.Instruction{isa.New(isa.END)})
	g.finish(100)
	require.Equal(t, uint32(control.StatusDone), g.get(control.RegStatus), "the next run is a new one")
}

// TestWithoutTopK: to a chip without it, TOPK is unknown.
func TestWithoutTopK(t *testing.T) {
	for _, k := range []int{0, 4} {
		u := plain()
		u.TopK = k
		g := newRig(t, u, 1)
		g.start(9, []isa.Instruction{isa.New(isa.TOPK), isa.New(isa.END)})
		g.finish(100)
		want := map[int]uint32{0: control.StatusDone | control.StatusError, 4: control.StatusDone}[k]
		require.Equal(t, want, g.get(control.RegStatus), "TopK %d", k)
	}
}

// TestStuckMachine: the registers say what it waits for.
func TestStuckMachine(t *testing.T) {
	g := newRig(t, plain(), 1)
	g.units[control.Slot(isa.Vector)].sink.Rate = 0
	p := []isa.Instruction{
		with(isa.STREAM, map[string]uint32{"signal": 1 << 5}),
		with(isa.QUANT, nil),
		with(isa.MATMUL, map[string]uint32{"wait": 1<<5 | 1<<7 | 1<<11}),
	}
	for range 6 {
		p = append(p, with(isa.MATMUL, nil))
	}
	g.start(64, p)
	for range 200 {
		g.Step()
	}
	require.Equal(t, uint32(control.StatusBusy), g.get(control.RegStatus))
	head := func(q isa.Queue) [3]uint32 {
		return [3]uint32{g.get(control.RegHead(q)), g.get(control.RegHeadNumber(q)), g.get(control.RegHeadMissing(q))}
	}
	valid := uint32(1) << control.HeadValid
	require.Equal(t, [3]uint32{valid | uint32(isa.MATMUL), 2, 1<<7 | 1<<11}, head(isa.Matrix))
	require.Equal(t, [3]uint32{valid | uint32(isa.QUANT), 1, 0}, head(isa.Vector))
	require.Zero(t, g.get(control.RegHead(isa.Weight))&valid)
	require.Equal(t, uint32(1)<<8, g.get(control.RegTokens(5)))
	require.Equal(t, valid|uint32(isa.MATMUL), g.get(control.RegDispatch))
	require.Equal(t, uint32(6), g.get(control.RegDispatchNumber))
	require.Greater(t, g.get(control.RegCounter("wait_matrix")), uint32(100))
	require.Zero(t, g.get(control.RegCounter("wait_vector")))
}
