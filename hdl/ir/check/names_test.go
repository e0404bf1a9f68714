package check

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

func TestNames(t *testing.T) {
	leaf, same, m := New("Fifo"), New("fifo"), New("m")
	leaf.Out("q", B(true))
	same.Out("q", B(true))
	clk := m.Clk("clock 1")
	x := m.In("bit", Uint(2))
	m.Out("2q", x)
	r := m.Reg("reg", Uint(2), clk)
	drive(r, x)
	m.Wire("do", x)
	m.Inst("table", leaf.Module)
	m.Inst("u_fifo", same.Module)
	rd := m.Add(ir.MemOut, "rd", Uint(2))
	m.Mems = []*ir.Mem{{Name: "logic", Width: 2, Depth: 4, Lane: 2, Loc: m.Loc(), Reads: []*ir.ReadPort{{Addr: x, Out: rd}}}}
	m.Asserts = []*ir.Assertion{{Name: "cover", Clock: clk, Cond: Eq(r, Ref(rd)), Loc: m.Loc()}}
	golden(t, "names", Design(leaf, same, m))
}

// The tables are complete: IEEE 1800-2017 lists 248 words, and those of
// IEEE 1364-2005 are among them.
func TestKeywords(t *testing.T) {
	require.Len(t, verilog, 124)
	require.Len(t, systemVerilog, 124)
	for word := range verilog {
		require.NotContains(t, systemVerilog, word)
	}
	require.Equal(t, "Verilog", Keyword("uwire"))
	require.Equal(t, "SystemVerilog", Keyword("s_until_with"))
	require.Empty(t, Keyword("Reg"))
}
