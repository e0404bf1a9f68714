package sim_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/sim"
)

// bank is a memory in a cell of a grid.
type bank struct{ Depth, Width int }

type bankIn struct {
	Addr, Data hdl.UInt
	We         hdl.Bool
}

type bankOut struct{ Word hdl.UInt }

func (b bank) Inputs() bankIn {
	return bankIn{Addr: hdl.UIntT(ir.AddrWidth(b.Depth)), Data: hdl.UIntT(b.Width)}
}

func (b bank) Build(m *hdl.Module, in bankIn) bankOut {
	words := hdl.Mem(m, "words", b.Depth, hdl.UIntT(b.Width))
	m.When(in.We, func() { words.Write(in.Addr, in.Data) })
	return bankOut{words.ReadSync("word", in.Addr, hdl.B(true))}
}

type banks struct {
	N    int
	Bank bank
}

type banksOut struct{ Words []hdl.UInt }

func (b banks) Inputs() bankIn { return b.Bank.Inputs() }

func (b banks) Build(m *hdl.Module, in bankIn) banksOut {
	var out banksOut
	cells := hdl.Grid(m, "bank", 1, b.N, b.Bank, func(hdl.Cell, bankOut) bankIn { return in })
	for _, c := range cells.All() {
		out.Words = append(out.Words, c.Word)
	}
	return out
}

// Loops over the cells of a grid may run past the last cell; memories in cells
// need room for that, whatever their size.
func TestMemoriesInGrids(t *testing.T) {
	for _, b := range []banks{{3, bank{16, 8}}, {4, bank{512, 64}}, {4, bank{2048, 64}}, {5, bank{4096, 130}}, {4, bank{100_000, 32}}} {
		t.Run(fmt.Sprintf("%dx%dx%d", b.N, b.Bank.Depth, b.Bank.Width), func(t *testing.T) {
			c, err := hdl.Elaborate(b)
			require.NoError(t, err)
			var seen [2][]string
			for i, e := range []sim.Engine{sim.Interpreter, sim.Compiled} {
				s, err := sim.New(c.Design, sim.Options{Seed: 7, Engine: e})
				require.NoError(t, err)
				for cycle := range 60 {
					s.Poke(c.In.Addr, int64(cycle*7919%b.Bank.Depth))
					s.Poke(c.In.Data, int64(cycle*37%256))
					s.Poke(c.In.We, int64(cycle%3&1))
					require.NoError(t, s.Step())
					for _, w := range c.Out.Words {
						seen[i] = append(seen[i], s.PeekBig(w).String())
					}
				}
				s.Close()
			}
			require.Equal(t, seen[0], seen[1])
		})
	}
}
