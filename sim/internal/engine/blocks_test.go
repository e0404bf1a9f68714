package engine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	"npugen/sim/internal/irtest"
)

// What has no changed input is not evaluated: storing an input wakes the
// blocks that read it, storing the same value wakes none.
func TestOnlyChangedLogicIsEvaluated(t *testing.T) {
	m := irtest.New("m")
	a, b := m.In("a", irtest.U(8)), m.In("b", irtest.U(8))
	for i, s := range []*ir.Signal{a, b} {
		v := irtest.Ref(s)
		for range maxBlock * 2 {
			v = irtest.N(ir.OpAdd, v, irtest.K(1, 8))
		}
		m.Out([]string{"x", "y"}[i], irtest.U(8), v)
	}
	e, err := New(irtest.Design(m), 0)
	require.NoError(t, err)
	require.NoError(t, e.Settle())
	require.Greater(t, len(e.blocks), 3)
	e.Store1(e.Signal(nil, a, 0), 0)
	require.False(t, e.stale)
	e.Store1(e.Signal(nil, a, 0), 1)
	require.True(t, e.stale)
	dirty := 0
	for i := range e.blocks {
		if e.dirty[i/64]>>(i%64)&1 == 1 {
			dirty++
		}
	}
	require.Equal(t, 1, dirty, "the first block of one of the two chains")
	require.NoError(t, e.Settle())
	require.EqualValues(t, 2*maxBlock+1, load(e, e.Signal(nil, m.Signals[2], 0)).Int64())
}
