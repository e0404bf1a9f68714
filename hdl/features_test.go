package hdl_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
)

// The definitions here use every part of the language; the golden file shows
// the netlist that each becomes.

// counter has a register with reset under When.
type counter struct{ Width int }

type counterIn struct{ En, Clear hdl.Bool }

type counterOut struct{ Count hdl.UInt }

func (counter) Inputs() counterIn { return counterIn{} }

func (c counter) Build(m *hdl.Module, in counterIn) counterOut {
	count := hdl.RegInit(m, "count", hdl.U(0, c.Width))
	m.When(in.Clear, func() {
		count.D(hdl.U(0, c.Width))
	}).Elsewhen(in.En, func() {
		next := hdl.Name(m, "next", count.Q().AddWrap(hdl.U(1))) // holds outside the When too
		count.D(next)
	})
	return counterOut{count.Q()}
}

// light is a state machine with a Switch.
type light struct{}

type lightIn struct{ Go hdl.Bool }

type lightOut struct {
	Now  hdl.Enum[color]
	Stop hdl.Bool
}

func (light) Inputs() lightIn { return lightIn{} }

func (light) Build(m *hdl.Module, in lightIn) lightOut {
	state := hdl.FSM(m, "state", red, green, blue)
	stop := hdl.Wire(m, "stop", hdl.BoolT())
	stop.Set(hdl.B(false))
	hdl.Switch(m, state.Q()).
		Case(red, func() {
			stop.Set(hdl.B(true))
			m.When(in.Go, func() { state.Goto(green) })
		}).
		Cases([]color{green, blue}, func() {
			state.Goto(red)
		})
	m.Assert("red_stops", state.Is(red).Eq(stop.Get()), "stop is up in red only")
	m.Cover("ran", state.Is(green))
	return lightOut{state.Q(), stop.Get()}
}

// named gives what goes out a name that is the port's.
type named struct{}

func (named) Inputs() childIn { return childIn{hdl.UIntT(4)} }

func (named) Build(m *hdl.Module, in childIn) childOut {
	return childOut{hdl.Name(m, "y", in.X.Not())}
}

// entry is a bundle, and table a memory of bundles with vectors.
type entry struct {
	Tag  hdl.UInt
	Lane []hdl.SInt
}

type table struct{ Depth int }

type tableIn struct {
	Addr hdl.UInt
	New  entry
	Put  hdl.Bool
}

type tableOut struct {
	Now, Held entry
	Sel       hdl.SInt
}

func (t table) Inputs() tableIn {
	return tableIn{Addr: hdl.UIntT(ir.AddrWidth(t.Depth)), New: entry{hdl.UIntT(3), hdl.Vec(2, hdl.SIntT(4))}}
}

func (t table) Build(m *hdl.Module, in tableIn) tableOut {
	words := hdl.Mem(m, "words", t.Depth, in.New)
	m.When(in.Put, func() { words.Write(in.Addr, in.New) })
	now := words.Read("now_word", in.Addr)
	held := words.ReadSync("held_word", in.Addr, in.Put.Not())
	return tableOut{now, held, hdl.Index(now.Lane, in.Addr.Bits(0, 0))}
}

// bytesRAM is one array with byte enables and initial contents.
type bytesRAM struct{}

type bytesIn struct {
	Addr, Data, Mask hdl.UInt
	We               hdl.Bool
}

func (bytesRAM) Inputs() bytesIn {
	return bytesIn{Addr: hdl.UIntT(2), Data: hdl.UIntT(16), Mask: hdl.UIntT(2)}
}

func (bytesRAM) Build(m *hdl.Module, in bytesIn) childOut {
	ram := hdl.Mem(m, "ram", 4, hdl.UIntT(16), hdl.Lanes(8), hdl.MemInit([]uint64{1, 2, 3}))
	m.When(in.We, func() { ram.WriteMask(in.Addr, in.Data, in.Mask) })
	return childOut{ram.ReadSync("q", in.Addr, hdl.B(true))}
}

// stage is a stream in and a stream out; chainOf wires two of them.
type stage struct{ W int }

type streamOut struct{ Deq hdl.Source[hdl.UInt] }

func (s stage) Inputs() streamIn { return streamIn{hdl.StreamT(hdl.UIntT(s.W))} }

func (s stage) Build(m *hdl.Module, in streamIn) streamOut {
	full := hdl.RegInit(m, "full", hdl.B(false))
	data := hdl.Reg(m, "data", hdl.UIntT(s.W))
	sink, deq := hdl.NewStream(m, "deq", hdl.UIntT(s.W))
	push := in.Enq.Accept(full.Q().Not().Or(sink.Ready()))
	sink.Offer(full.Q(), data.Q())
	m.When(push, func() {
		full.D(hdl.B(true))
		data.D(in.Enq.Data())
	}).Elsewhen(sink.Ready(), func() {
		full.D(hdl.B(false))
	})
	return streamOut{deq}
}

type chainOf struct{}

func (chainOf) Inputs() streamIn { return streamIn{hdl.StreamT(hdl.UIntT(5))} }

func (chainOf) Build(m *hdl.Module, in streamIn) streamOut {
	a := hdl.Inst(m, "first", stage{5}, in)
	b := hdl.Inst(m, "second", stage{5}, streamIn{hdl.MapStream(a.Deq, func(x hdl.UInt) hdl.UInt { return x.Not() })})
	return streamOut(b)
}

// cell is chained through a rectangle and a triangle.
type cell struct{ W int }

type cellIn struct{ X, Y, K hdl.SInt }

type cellOut struct{ X, Y hdl.SInt }

func (c cell) Inputs() cellIn {
	return cellIn{hdl.SIntT(c.W), hdl.SIntT(c.W), hdl.SIntT(c.W)}
}

func (c cell) Build(m *hdl.Module, in cellIn) cellOut {
	return cellOut{hdl.RegNext(m, "x", in.X), hdl.RegNext(m, "y", in.Y.AddWrap(in.X.Mul(in.K).Trunc(c.W)))}
}

type delayCell struct{ W int }

type delayIn struct{ D hdl.SInt }

type delayOut struct{ Q hdl.SInt }

func (d delayCell) Inputs() delayIn { return delayIn{hdl.SIntT(d.W)} }

func (d delayCell) Build(m *hdl.Module, in delayIn) delayOut {
	return delayOut{hdl.RegNext(m, "q", in.D)}
}

type mesh struct{ R, C int }

type meshIn struct{ X, K []hdl.SInt }

type meshOut struct{ Y []hdl.SInt }

func (a mesh) Inputs() meshIn {
	return meshIn{hdl.Vec(a.R, hdl.SIntT(8)), hdl.Vec(a.C, hdl.SIntT(8))}
}

func (a mesh) Build(m *hdl.Module, in meshIn) meshOut {
	skew := hdl.Triangle(m, "skew", a.R-1, 1, 1, delayCell{8}, func(c hdl.Cell, o delayOut) delayIn {
		return delayIn{hdl.West(c, o.Q, in.X[1:])}
	})
	x := []hdl.SInt{in.X[0]}
	for _, o := range skew.EastEdge() {
		x = append(x, o.Q)
	}
	top := make([]hdl.SInt, a.C)
	for i := range top {
		top[i] = hdl.S(0, 8)
	}
	cells := hdl.Grid(m, "pe", a.R, a.C, cell{8}, func(c hdl.Cell, o cellOut) cellIn {
		return cellIn{X: hdl.West(c, o.X, x), Y: hdl.North(c, o.Y, top), K: hdl.Col(c, in.K)}
	})
	var out meshOut
	for _, o := range cells.SouthEdge() {
		out.Y = append(out.Y, o.Y)
	}
	return out
}

// twoClocks hands a bit from one domain to another.
type twoClocks struct{}

type twoIn struct {
	WClk hdl.Clock
	WRst hdl.Reset
	D    hdl.Bool
}

type twoOut struct{ Q hdl.Bool }

func (twoClocks) Inputs() twoIn { return twoIn{} }

func (twoClocks) Build(m *hdl.Module, in twoIn) twoOut {
	var d hdl.Bool
	m.In(hdl.Domain{Clk: in.WClk, Rst: in.WRst, Async: true}, func() {
		d = hdl.RegNextInit(m, "d_w", in.D, hdl.B(true))
	})
	return twoOut{hdl.RegSync(m, "q", d)}
}

// operators uses every operator once.
type operators struct{}

type operatorsIn struct {
	A, B hdl.UInt
	S, T hdl.SInt
	P, Q hdl.Bool
}

func (operators) Inputs() operatorsIn {
	return operatorsIn{A: hdl.UIntT(5), B: hdl.UIntT(3), S: hdl.SIntT(5), T: hdl.SIntT(3)}
}

type operatorsOut struct {
	U []hdl.UInt
	S []hdl.SInt
	B []hdl.Bool
}

func (operators) Build(m *hdl.Module, in operatorsIn) operatorsOut {
	a, b, s, t, p, q := in.A, in.B, in.S, in.T, in.P, in.Q
	var out operatorsOut
	for _, u := range []hdl.UInt{
		a.Add(b), a.AddWrap(b), a.AddSat(b), a.SubWrap(b), a.Mul(b), a.Div(b), a.Rem(b), a.Not(),
		a.And(b.Ext(5)), a.Or(b.Ext(5)), a.Xor(b.Ext(5)), a.Shl(2), a.Shr(2), a.Shr(9), a.ShlVar(b), a.ShrVar(b),
		a.Bits(3, 1), b.Rep(3), a.Trunc(2), a.Wrap(9), a.Sat(3), a.Sat(9), s.AsUInt(), s.Abs(), s.Bits(4, 2),
		hdl.Cat(p, a, t), hdl.Mux(p, a, b.Ext(5)), hdl.Pack(entry{a, []hdl.SInt{s, t.Ext(5)}}), q.AsUInt(),
	} {
		out.U = append(out.U, u.Wrap(16))
	}
	for _, x := range []hdl.SInt{
		a.Sub(b), a.AsSInt(), a.ToSInt(), s.Add(t), s.AddWrap(t), s.AddSat(t), s.Sub(t), s.SubWrap(t), s.Mul(t), s.Div(t), s.Rem(t),
		s.Neg(), s.Not(), s.And(t.Ext(5)), s.Or(t.Ext(5)), s.Xor(t.Ext(5)), s.Shl(2), s.Shr(2), s.Shr(9), s.ShlVar(b), s.ShrVar(b),
		s.Trunc(2), s.Wrap(2), s.Sat(3), s.Sat(9), hdl.Unpack(entry{hdl.UIntT(3), hdl.Vec(1, hdl.SIntT(2))}, a).Lane[0],
	} {
		out.S = append(out.S, x.Wrap(16))
	}
	out.B = []hdl.Bool{
		a.Eq(b), a.Ne(b), a.Lt(b), a.Le(b), a.Gt(b), a.Ge(b), a.Is(3), a.AndR(), a.OrR(), a.XorR(), a.Bit(4), a.At(b),
		s.Eq(t), s.Ne(t), s.Lt(t), s.Le(t), s.Gt(t), s.Ge(t), s.Is(-3), s.AndR(), s.OrR(), s.XorR(), s.Bit(4), s.IsNeg(),
		p.And(q), p.Or(q), p.Xor(q), p.Eq(q), p.Ne(q), p.Not(), hdl.Any(p, q), hdl.All(p, q), hdl.Any(), hdl.All(),
	}
	return out
}

func design[I, O any](t *testing.T, def hdl.Def[I, O]) *ir.Design {
	t.Helper()
	c, err := hdl.Elaborate(def)
	require.NoError(t, err)
	return c.Design
}

func TestFeatures(t *testing.T) {
	var golden bytes.Buffer
	for _, d := range []*ir.Design{
		design(t, counter{8}), design(t, light{}), design(t, named{}), design(t, table{5}), design(t, bytesRAM{}), design(t, chainOf{}),
		design(t, mesh{3, 2}), design(t, twoClocks{}), design(t, operators{}),
	} {
		for _, m := range d.Modules {
			golden.WriteString(ir.Format(m))
			golden.WriteByte('\n')
		}
	}
	compareGolden(t, "testdata/features.txt", golden.Bytes())
}

// Equal parameters are one module, however often it is instantiated.
func TestElaboratedOnce(t *testing.T) {
	d := design(t, chainOf{})
	require.Len(t, d.Modules, 2)
	require.Equal(t, "stage_w5", d.Modules[0].Name)
	require.Equal(t, d.Top, d.Modules[1])
}

// Two elaborations of one definition are the same netlist.
func TestDeterministic(t *testing.T) {
	for range 3 {
		require.Equal(t, ir.Format(design(t, operators{}).Top), ir.Format(design(t, operators{}).Top))
	}
}

func BenchmarkElaborate32x32(b *testing.B)   { benchMesh(b, 32) }
func BenchmarkElaborate256x256(b *testing.B) { benchMesh(b, 256) }

func benchMesh(b *testing.B, n int) {
	for b.Loop() {
		if _, err := hdl.Elaborate(mesh{n, n}); err != nil {
			b.Fatal(err)
		}
	}
}
