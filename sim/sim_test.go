package sim_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim"
	"npugen/sim/internal/irtest"
)

// sig is a value as the language hands it out.
type sig struct{ n *ir.Node }

func (s sig) Node() *ir.Node { return s.n }

func of(s *ir.Signal) sig { return sig{irtest.Ref(s)} }

// counter counts while en is 1; q is the count, next what it will be.
func counter() (d *ir.Design, en, q *ir.Signal) {
	m := irtest.New("counter")
	clk := m.Clock("clk")
	rst := m.In("rst", irtest.U(1))
	en = m.In("en", irtest.U(1))
	count := m.RegReset("count", irtest.U(8), clk, irtest.Ref(rst), 0)
	sum := irtest.N(ir.OpAdd, irtest.Ref(count), irtest.Ext(irtest.Ref(en), 8))
	count.Drive[0] = sum
	q = m.Out("q", irtest.U(8), irtest.Ref(count))
	m.Out("next", irtest.U(8), sum)
	return irtest.Design(m), en, q
}

func newSim(t testing.TB, d *ir.Design, o sim.Options) *sim.Sim {
	t.Helper()
	s, err := sim.New(d, o)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

// reset holds rst for a cycle.
func reset(t testing.TB, s *sim.Sim) {
	t.Helper()
	s.PokeName("rst", 1)
	require.NoError(t, s.Step())
	s.PokeName("rst", 0)
}

func TestStepAndPeek(t *testing.T) {
	d, en, q := counter()
	s := newSim(t, d, sim.Options{Seed: 3})
	require.Equal(t, ir.PowerUp(3, "counter", "count", 0, 8).Int64(), s.Peek(of(q)))
	reset(t, s)
	require.EqualValues(t, 0, s.Peek(of(q)))
	s.Poke(of(en), 1)
	require.EqualValues(t, 1, s.PeekName("next"), "a poke is seen at once")
	require.NoError(t, s.StepN(nil, 5))
	require.EqualValues(t, 5, s.Peek(of(q)))
	require.Equal(t, 55*sim.Ns, s.Time())
	expr := sig{irtest.N(ir.OpAdd, irtest.Ref(q), irtest.K(10, 8))}
	require.EqualValues(t, 15, s.Peek(expr))
	s.PokeName("count", 200)
	require.EqualValues(t, 200, s.Peek(of(q)), "a register can be deposited")
	require.EqualValues(t, -56, s.Peek(sig{irtest.Cast(irtest.Ref(q), true)}))
}

// A process that wakes on an edge sees the values from before it, and what it
// pokes acts after it, whatever the order of the processes.
func TestProcessesAreLikeRegisters(t *testing.T) {
	for _, readerFirst := range []bool{true, false} {
		d, en, q := counter()
		s := newSim(t, d, sim.Options{})
		s.Clock("clk", 10*sim.Ns, 5*sim.Ns)
		reset(t, s)
		var seen, enable []int64
		reader := func(p *sim.Proc) {
			for range 4 {
				p.Tick()
				seen = append(seen, s.Peek(of(q)))
				enable = append(enable, s.Peek(of(en)))
			}
			p.Settle()
			seen = append(seen, s.Peek(of(q)))
		}
		writer := func(p *sim.Proc) {
			p.Tick()
			s.Poke(of(en), 1)
			p.Ticks(2)
			s.Poke(of(en), 0)
		}
		if readerFirst {
			s.Go("reader", reader)
			s.Go("writer", writer)
		} else {
			s.Go("writer", writer)
			s.Go("reader", reader)
		}
		require.NoError(t, s.Run(sim.Us))
		require.Equal(t, []int64{0, 0, 1, 2, 2}, seen)
		require.Equal(t, []int64{0, 1, 1, 0}, enable)
	}
}

func TestDelayUntilAndSpawn(t *testing.T) {
	d, en, q := counter()
	s := newSim(t, d, sim.Options{})
	clk := s.Clock("clk", 10*sim.Ns, 5*sim.Ns)
	reset(t, s)
	s.Poke(of(en), 1)
	var log []string
	note := func(what string) { log = append(log, what+"@"+s.Time().String()) }
	s.Go("main", func(p *sim.Proc) {
		p.Until(func() bool { return s.Peek(of(q)) == 3 })
		note("three")
		s.Go("child", func(p *sim.Proc) {
			note("child")
			p.Fall(clk)
			note("fall")
		})
		p.Delay(7 * sim.Ns)
		note("delay")
		require.Error(t, p.UntilWithin(15*sim.Ns, func() bool { return s.Peek(of(q)) == 100 }))
		note("gave up")
		require.NoError(t, p.UntilTick(10, func() bool { return s.Peek(of(q)) == 9 }))
		note("nine")
		require.ErrorContains(t, p.UntilTick(2, func() bool { return false }), "within 2 cycles")
	})
	require.NoError(t, s.Run(sim.Us))
	require.Equal(t, []string{"three@35ns", "child@35ns", "fall@40ns", "delay@42ns", "gave up@57ns", "nine@105ns"}, log)
}

func TestRunReportsWhoWaits(t *testing.T) {
	d, _, q := counter()
	never := func(s *sim.Sim) func(p *sim.Proc) {
		return func(p *sim.Proc) { p.Until(func() bool { return s.Peek(of(q)) == 300 }) }
	}
	s := newSim(t, d, sim.Options{})
	s.Go("drain", never(s))
	require.EqualError(t, s.Run(sim.Us), "sim: at 0ps: nothing can happen any more: process drain waits for a condition")
	s = newSim(t, d, sim.Options{})
	s.Clock("clk", 10*sim.Ns, 0)
	s.Go("drain", never(s))
	require.EqualError(t, s.Run(50*sim.Ns), "sim: at 50ns: time limit 50ns: process drain waits for a condition")
	s = newSim(t, d, sim.Options{MaxDeltas: 20})
	s.Go("spin", func(p *sim.Proc) {
		for {
			p.Settle()
		}
	})
	require.ErrorContains(t, s.Run(sim.Us), "processes keep waking each other: process spin")
	s = newSim(t, d, sim.Options{})
	s.Background("spin", func(p *sim.Proc) { p.Tick() })
	require.NoError(t, s.Run(sim.Us), "Run does not wait for the background")
}

func TestMisuse(t *testing.T) {
	for _, c := range []struct {
		do   func(s *sim.Sim)
		want string
	}{
		{func(s *sim.Sim) { s.PokeName("en", 2) }, "en: value 0x2 does not fit 1 bits"},
		{func(s *sim.Sim) { s.PokeName("count", -1) }, "count: value -1 does not fit"},
		{func(s *sim.Sim) { s.Must("count").SetBig(big.NewInt(256)) }, "value 256 does not fit 8 bits"},
		{func(s *sim.Sim) { s.PokeName("q", 1) }, "poke of q: only inputs of the top, registers and memory words can be set"},
		{func(s *sim.Sim) { s.PeekName("u.q") }, "u.q: module counter has no instance u; it has none"},
		{func(s *sim.Sim) { s.PeekName("cuont") }, "module counter has no signal or memory cuont; it has clk, count, en, next, q, rst"},
		{func(s *sim.Sim) { s.PeekName("q[1]") }, "q has elements 0 to 0"},
		{func(s *sim.Sim) { s.PeekName("q[") }, `bad index in "q["`},
		{func(s *sim.Sim) { s.Clock("clock", 10, 0) }, "no clock input of that name"},
		{func(s *sim.Sim) { s.Clock("clk", 1, 0) }, "want at least 2ps"},
		{func(s *sim.Sim) { s.Clock("clk", 10, 0); s.Clock("clk", 10, 0) }, "started twice"},
		{func(s *sim.Sim) { s.Clock("clk", 10, 0); s.PokeName("clk", 1) }, "runs by itself"},
		{func(s *sim.Sim) { s.Peek(sig{}) }, "a type, not a signal"},
		{func(s *sim.Sim) { s.Peek(of(irtest.New("other").In("x", irtest.U(1)))) }, "signal x: not in this design"},
		{func(s *sim.Sim) {
			s.Go("closer", func(*sim.Proc) { s.Close() })
			_ = s.Run(10)
		}, "process closer closes the simulation it runs in"},
		{func(s *sim.Sim) { sim.NewWaves(s, "ck", "q") }, "no clock input ck"},
	} {
		d, _, _ := counter()
		s := newSim(t, d, sim.Options{})
		c.do(s)
		require.ErrorContains(t, s.Err(), c.want)
		require.ErrorContains(t, s.Step(), c.want)
	}
}

// Clocks poked by hand in a row rise together.
func TestPokedClocks(t *testing.T) {
	m := irtest.New("two")
	a, b := m.Clock("a"), m.Clock("b")
	x := m.Reg("x", irtest.U(8), a)
	y := m.Reg("y", irtest.U(8), b)
	x.Drive[0], y.Drive[0] = irtest.Ref(y), irtest.Ref(x)
	s := newSim(t, irtest.Design(m), sim.Options{})
	s.PokeName("x", 1)
	s.PokeName("y", 2)
	s.PokeName("a", 1)
	s.PokeName("b", 1)
	require.Equal(t, []int64{2, 1}, []int64{s.PeekName("x"), s.PeekName("y")}, "both at once: exchanged")
	s.PokeName("a", 0)
	s.PokeName("a", 1)
	require.Equal(t, []int64{1, 1}, []int64{s.PeekName("x"), s.PeekName("y")}, "only a")
	s.Go("tb", func(p *sim.Proc) {
		s.PokeName("y", 9)
		s.PokeName("a", 0)
		p.Settle()
		s.PokeName("a", 1)
		s.PokeName("y", 10)
	})
	require.NoError(t, s.Run(sim.Us))
	require.Equal(t, []int64{9, 10}, []int64{s.PeekName("x"), s.PeekName("y")}, "x captured what was before")
}

func TestClockPhases(t *testing.T) {
	m := irtest.New("two")
	a, b := m.Clock("a"), m.Clock("b")
	x := m.Reg("x", irtest.U(8), a)
	y := m.Reg("y", irtest.U(8), b)
	x.Drive[0] = irtest.N(ir.OpAdd, irtest.Ref(x), irtest.K(1, 8))
	y.Drive[0] = irtest.Ref(x)
	s := newSim(t, irtest.Design(m), sim.Options{})
	s.PokeName("x", 0)
	s.Clock("a", 10, 0)
	slow := s.Clock("b", 15, 5) // at 5, 20, 35, 50; together with a at 20 and 50
	var ys []int64
	for range 4 {
		require.NoError(t, s.StepN(slow, 1))
		ys = append(ys, s.PeekName("y"))
	}
	require.Equal(t, []int64{1, 2, 4, 5}, ys)
	require.NoError(t, s.RunUntil(53))
	require.Equal(t, sim.Time(53), s.Time())
}

func TestAssertionsAndCovers(t *testing.T) {
	d, en, q := counter()
	m := d.Top
	m.Asserts = []*ir.Assertion{
		{Kind: ir.Assert, Name: "small", Clock: m.Signals[0], Cond: irtest.N(ir.OpLt, irtest.Ref(q), irtest.K(3, 8)),
			Reset: irtest.Ref(m.Signals[1]), Msg: "count stays below 3", Loc: ir.Loc{File: "c.go", Line: 7}},
		{Kind: ir.Cover, Name: "odd", Clock: m.Signals[0], Cond: irtest.Slice(irtest.Ref(q), 0, 1), When: irtest.Ref(en)},
	}
	s := newSim(t, d, sim.Options{})
	reset(t, s)
	s.Poke(of(en), 1)
	require.NoError(t, s.StepN(nil, 3))
	require.EqualError(t, s.StepN(nil, 9), "c.go:7: top: small failed at 45ns: count stays below 3")
	require.Len(t, s.Failures(), 1)
	require.Equal(t, []sim.CoverCount{{Name: "odd", Count: 2}}, s.Covers())

	s = newSim(t, d, sim.Options{ContinueOnFailure: true})
	reset(t, s)
	s.Poke(of(en), 1)
	require.NoError(t, s.StepN(nil, 6))
	require.Len(t, s.Failures(), 3)

	for _, e := range []sim.Engine{sim.Interpreter, sim.Compiled} {
		s = newSim(t, d, sim.Options{Unchecked: true, Engine: e})
		reset(t, s)
		s.Poke(of(en), 1)
		require.NoError(t, s.StepN(nil, 6))
		require.Empty(t, s.Failures())
		require.Equal(t, []sim.CoverCount{{Name: "odd"}}, s.Covers())
		require.EqualValues(t, 6, s.Peek(of(q)))
	}
}

func TestReadOutOfRange(t *testing.T) {
	m := irtest.New("rom")
	clk := m.Clock("clk")
	rst := irtest.Ref(m.In("rst", irtest.U(1)))
	addr := irtest.Ref(m.In("addr", irtest.U(2)))
	en := m.RegReset("en", irtest.U(1), clk, rst, 1)
	en.Drive[0] = irtest.Ref(en)
	mem := m.Mem("table", 8, 3)
	m.Out("q", irtest.U(8), m.Read(mem, "rd", clk, irtest.K(1, 1), addr))
	s := newSim(t, irtest.Design(m), sim.Options{})
	s.PokeName("addr", 3)
	require.NoError(t, s.StepN(nil, 2), "no reset yet")
	reset(t, s)
	require.ErrorContains(t, s.Step(), "table read failed at 35ns: address 3 of a memory of 3 words")
	require.EqualValues(t, 0, s.PeekName("q"))
	s.PokeName("table[2]", 0xab)
	s.PokeName("addr", 2)
	require.NoError(t, s.Step())
	require.EqualValues(t, 0xab, s.PeekName("q"))
}

func TestNamesInGrids(t *testing.T) {
	s := newSim(t, irtest.Array(3, 8, 32), sim.Options{})
	s.PokeName("pe[1][2].w", -5)
	s.PokeName("a[1]", 7)
	s.PokeName("pe[0][2].p", 100)
	require.NoError(t, s.Step())
	require.EqualValues(t, -5, s.PeekName("pe[1][2].w_out"))
	require.EqualValues(t, 7, s.PeekName("pe[1][0].a"))
	for name, want := range map[string]string{
		"pe[3][0].w":   "row 3: want 0 to 2",
		"pe[0][3].w":   "column 3: want 0 to 2",
		"pe.w":         "pe is a grid: want pe[row][column]",
		"pe[0][0].w.x": "module pe has no instance w",
	} {
		_, err := s.Handle(name)
		require.ErrorContains(t, err, want)
	}
	a := s.Must("a")
	require.Equal(t, 24, a.Width())
	a.SetBig(big.NewInt(0x030201))
	require.EqualValues(t, 2, a.At(1).Int())
	require.EqualValues(t, 0x030201, a.Uint())
	require.NoError(t, s.Err())
}

func TestPanicsOnlyOnBugs(t *testing.T) {
	d, _, _ := counter()
	d.Top.Signals[0].Name = ""
	_, err := sim.New(d, sim.Options{})
	require.Error(t, err)
	d, _, _ = counter()
	s := newSim(t, d, sim.Options{})
	s.Close()
	require.ErrorContains(t, s.Step(), "closed")
}

func TestVCD(t *testing.T) {
	d, en, _ := counter()
	d.Top.Signals[3].Type.Enum = &ir.Enum{Name: "State", Width: 8, Members: []ir.Member{{Name: "Idle", Value: 0}, {Name: "Run", Value: 1}}}
	var b strings.Builder
	s := newSim(t, d, sim.Options{})
	v, err := s.VCD(&b, sim.VCDOptions{})
	require.NoError(t, err)
	reset(t, s)
	s.Poke(of(en), 1)
	require.NoError(t, s.Step())
	require.NoError(t, v.Close())
	text := b.String()
	header, body, ok := strings.Cut(text, "$enddefinitions $end\n")
	require.True(t, ok)
	require.Contains(t, header, "$timescale 1ps $end\n$scope module counter $end\n$var wire 1 ! clk $end\n")
	require.Contains(t, header, "_name $end")
	require.Contains(t, body, "#5000\n")
	require.Contains(t, body, "sIdle ")
	require.Contains(t, body, "sRun ")
	require.True(t, strings.HasPrefix(body, "#0\n"))
	_, err = s.VCD(&b, sim.VCDOptions{Scopes: []string{"nowhere"}})
	require.ErrorContains(t, err, "sim: vcd: scope nowhere: module counter has no instance nowhere; it has none")
}

func TestPokesDoNotAllocate(t *testing.T) {
	s := newSim(t, irtest.Array(4, 8, 32), sim.Options{})
	var ins []*sim.Handle
	for i := range 4 {
		ins = append(ins, s.Must("a").At(i))
	}
	require.NoError(t, s.Step())
	n := testing.AllocsPerRun(100, func() {
		for i, h := range ins {
			h.Set(int64(i))
		}
		if s.Step() != nil || ins[0].Int() != 0 {
			t.Fail()
		}
	})
	require.Zero(t, n)
}

func BenchmarkArray16x16(b *testing.B) {
	s := newSim(b, irtest.Array(16, 8, 32), sim.Options{})
	var ins []*sim.Handle
	for i := range 16 {
		ins = append(ins, s.Must("a").At(i), s.Must("w").At(i))
	}
	s.PokeName("load", 1)
	x := uint64(1)
	b.ReportAllocs()
	for b.Loop() {
		for _, h := range ins {
			x = x*6364136223846793005 + 1442695040888963407
			h.SetUint(x >> 56)
		}
		if err := s.Step(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cycles/s")
}

// Failures and covers count the edge that was just poked.
func TestFailuresAfterAPokedEdge(t *testing.T) {
	m := irtest.New("watched")
	clk := m.Clock("clk")
	x := m.In("x", irtest.U(1))
	for name, kind := range map[string]ir.AssertKind{"low": ir.Assert, "seen": ir.Cover} {
		m.Asserts = append(m.Asserts, &ir.Assertion{Kind: kind, Name: name, Clock: clk, Cond: irtest.Ref(x)})
	}
	for _, e := range []sim.Engine{sim.Interpreter, sim.Compiled} {
		s := newSim(t, irtest.Design(m), sim.Options{Engine: e})
		s.PokeName("clk", 1)
		require.Len(t, s.Failures(), 1)
		s.PokeName("clk", 0)
		s.PokeName("x", 1)
		s.PokeName("clk", 1)
		require.EqualValues(t, 1, s.Covers()[0].Count)
	}
}

// Waves end after the cycles that are kept, not with the present one behind them.
func TestWavesOfManyCycles(t *testing.T) {
	d, _, _ := counter()
	s := newSim(t, d, sim.Options{})
	reset(t, s)
	s.PokeName("en", 1)
	w := sim.NewWaves(s, "clk", "count")
	require.NoError(t, s.StepN(nil, 255))
	require.Equal(t, 256, strings.Count(w.String(), "|"))
	require.Contains(t, w.String(), "|fe |ff")
	require.NoError(t, s.StepN(nil, 40))
	require.Equal(t, 256, strings.Count(w.String(), "|"))
	require.True(t, strings.HasSuffix(w.String(), "|ff\n"), w.String())
}
