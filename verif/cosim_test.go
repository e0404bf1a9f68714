package verif_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

var all = []verif.Engine{verif.Reference, verif.Simulator, verif.Icarus, verif.Verilator}

// counter counts, with a register that no reset reaches and wide state.
type counter struct{ Width int }

type counterIn struct {
	En, Clear hdl.Bool
	Step      hdl.SInt
}

type counterOut struct {
	Count hdl.UInt
	Sum   hdl.SInt
	Last  []hdl.SInt
}

func (c counter) Inputs() counterIn { return counterIn{Step: hdl.SIntT(7)} }

func (c counter) Build(m *hdl.Module, in counterIn) counterOut {
	count := hdl.RegInit(m, "count", hdl.U(0, c.Width))
	m.When(in.Clear, func() {
		count.D(hdl.U(3, c.Width))
	}).Elsewhen(in.En, func() {
		count.D(count.Q().AddWrap(hdl.U(1)))
	})
	sum := hdl.Reg(m, "sum", hdl.SIntT(c.Width))
	sum.D(sum.Q().AddWrap(in.Step))
	last := hdl.Reg(m, "last", hdl.Vec(3, hdl.SIntT(7)))
	last.D([]hdl.SInt{in.Step, last.Q()[0], last.Q()[1]})
	return counterOut{Count: count.Q(), Sum: sum.Q(), Last: last.Q()}
}

func design(t testing.TB, width int) *ir.Design {
	t.Helper()
	c, err := hdl.Elaborate(counter{width})
	require.NoError(t, err)
	return c.Design
}

func TestEnginesAgree(t *testing.T) {
	var designs []*ir.Design
	for _, w := range []int{8, 64, 65, 130} {
		designs = append(designs, design(t, w))
	}
	verif.Check(t, designs, 300, 1, all...)
}

func TestCleanVerilog(t *testing.T) { verif.Lint(t, design(t, 8), design(t, 65)) }
