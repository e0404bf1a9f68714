package check

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

// array is an n x n output-stationary array with two clocks at the top, so
// that every check has work. With comb, the activations cross a row in one
// cycle, which makes every cell a vertex.
func array(n int, comb bool) *ir.Design {
	pe := New("pe")
	clk := pe.Clk("clk")
	a, b, en := pe.In("a", Sint(8)), pe.In("b", Sint(8)), pe.In("en", Bool)
	ao, bo, acc := out(pe, "a_out", Sint(8)), out(pe, "b_out", Sint(8)), out(pe, "acc_out", Sint(32))
	ar, br, sum := pe.Reg("ar", Sint(8), clk), pe.Reg("br", Sint(8), clk), pe.Reg("sum", Sint(32), clk)
	drive(ar, a)
	drive(br, b)
	drive(sum, Mux(en, Add(sum, Ext(Mul(a, b), 32)), sum))
	ao.Drive, bo.Drive, acc.Drive = []*ir.Node{ar}, []*ir.Node{br}, []*ir.Node{sum}
	if comb {
		ao.Drive = []*ir.Node{Not(a)}
		pe.Unused = []*ir.Node{ar}
	}

	top := New("top")
	clkA, clkB := top.Clk("clk_a"), top.Clk("clk_b")
	x, y, z := top.In("x", Sint(8)), top.In("y", Sint(8)), top.In("z", Bool)
	q, r := out(top, "q", Sint(32)), out(top, "r", Bool)
	rb := top.Reg("rb", Bool, clkB)
	drive(rb, z)
	r.Drive = []*ir.Node{rb}
	g := top.Inst("g", pe.Module, Ref(clkA), x, y, z)
	GridOf(g, ir.Grid{Rows: n, Base: n})
	g.Ins[1] = ir.Conn{Port: a.Sig, Kind: ir.ConnWest, From: ao, Values: Repeat(x, n)}
	g.Ins[2] = ir.Conn{Port: b.Sig, Kind: ir.ConnNorth, From: bo, Values: Repeat(y, n)}
	q.Drive = []*ir.Node{Elem(g.Outs[2].Net, n*n-1)}
	return Design(pe, top)
}

func BenchmarkGrid(b *testing.B) {
	for _, c := range []struct {
		name string
		comb bool
	}{{"registered", false}, {"combinational", true}} {
		d := array(256, c.comb)
		require.NoError(b, ir.Verify(d))
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if fs := Run(d); len(fs) > 0 {
					b.Fatal(fs)
				}
			}
		})
	}
}
