package refsim_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif/refsim"
)

// chain is a row of cells that each add one, a memory of five words and a
// register with an asynchronous reset.
type chain struct{}

type chainIn struct {
	X    hdl.UInt
	Addr hdl.UInt
	Put  hdl.Bool
	Arst hdl.Reset
}

type chainOut struct{ Sum, Word, Held hdl.UInt }

func (chain) Inputs() chainIn { return chainIn{X: hdl.UIntT(8), Addr: hdl.UIntT(3)} }

func (chain) Build(m *hdl.Module, in chainIn) chainOut {
	cells := hdl.Grid(m, "cells", 1, 3, adder{}, func(c hdl.Cell, out adderOut) adderIn {
		return adderIn{hdl.West(c, out.Y, []hdl.UInt{in.X})}
	})
	mem := hdl.Mem(m, "mem", 5, hdl.UIntT(8))
	m.When(in.Put, func() { mem.Write(in.Addr, in.X) })
	var held *hdl.Register[hdl.UInt]
	m.In(hdl.Domain{Clk: m.Clock(), Rst: in.Arst, Async: true}, func() {
		held = hdl.RegInit(m, "held", hdl.U(9, 8))
		held.D(in.X)
	})
	return chainOut{Sum: cells.At(0, 2).Y, Word: mem.Read("word", in.Addr), Held: held.Q()}
}

type adder struct{}

type adderIn struct{ X hdl.UInt }

type adderOut struct{ Y hdl.UInt }

func (adder) Inputs() adderIn { return adderIn{hdl.UIntT(8)} }

func (adder) Build(m *hdl.Module, in adderIn) adderOut { return adderOut{in.X.AddWrap(hdl.U(1))} }

func TestByHand(t *testing.T) {
	c, err := hdl.Elaborate(chain{})
	require.NoError(t, err)
	s := refsim.New(c.Design, 1)
	set := func(x hdl.Bits, v int64) { s.Set(x.Node().Sig, 0, big.NewInt(v)) }
	get := func(x hdl.Bits) int64 { return s.Get(x.Node().Sig, 0).Int64() }

	set(c.In.X, 254)
	set(c.In.Addr, 4)
	set(c.In.Put, 1)
	s.Settle()
	require.Equal(t, int64(1), get(c.Out.Sum), "254 + 3 modulo 256")
	require.Equal(t, ir.PowerUp(1, "chain", register(c.Design.Top), 0, 8).Int64(), get(c.Out.Held))
	require.Equal(t, ir.PowerUp(1, "chain", "mem", 4, 8).Int64(), get(c.Out.Word))

	s.Edge(1)
	require.Equal(t, int64(254), get(c.Out.Word))
	require.Equal(t, int64(254), get(c.Out.Held))

	set(c.In.Addr, 5) // beyond the depth
	set(c.In.X, 7)
	s.Settle()
	s.Edge(1)
	require.Zero(t, get(c.Out.Word))
	require.Equal(t, int64(7), get(c.Out.Held))

	s.Set(c.In.Arst.Asserted().Node().Sig, 0, big.NewInt(1))
	s.Settle()
	require.Equal(t, int64(9), get(c.Out.Held), "at once")
	s.Edge(1)
	require.Equal(t, int64(9), get(c.Out.Held), "and at the edge")
}

// register is the name of the only register of a module.
func register(m *ir.Module) string {
	for _, s := range m.Signals {
		if s.Kind == ir.Reg {
			return s.Name
		}
	}
	return ""
}

// resets is a register that resets another, which resets a third.
type resets struct{}

type resetsIn struct{ Set hdl.Bool }

type resetsOut struct{ A, B hdl.Bool }

func (resets) Inputs() resetsIn { return resetsIn{hdl.BoolT()} }

func (resets) Build(m *hdl.Module, in resetsIn) resetsOut {
	by := func(reset hdl.Bool, name string) hdl.Bool {
		var q hdl.Bool
		m.In(hdl.Domain{Clk: m.Clock(), Rst: reset.AsReset(), Async: true}, func() {
			q = hdl.RegNextInit(m, name, in.Set, hdl.B(false))
		})
		return q
	}
	b := by(hdl.RegNext(m, "c", in.Set), "b")
	return resetsOut{A: by(b, "a"), B: b}
}

// All three become 1 at one edge: a is reset although b is too.
func TestResetsActAtOnce(t *testing.T) {
	c, err := hdl.Elaborate(resets{})
	require.NoError(t, err)
	s := refsim.New(c.Design, 1)
	for set := range int64(2) {
		s.Set(c.In.Set.Node().Sig, 0, big.NewInt(set))
		s.Settle()
		s.Edge(1)
	}
	require.Zero(t, s.Get(c.Out.B.Node().Sig, 0).Sign())
	require.Zero(t, s.Get(c.Out.A.Node().Sig, 0).Sign())
}
