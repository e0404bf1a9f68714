package check

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
	. "npugen/hdl/ir/internal/irtest"
)

func TestHandshake(t *testing.T) {
	bad := New("bad")
	ready := bad.In("out_ready", Bool)
	some := bad.In("some", Bool)
	v := out(bad, "out_valid", Bool)
	go1 := bad.Wire("transfer", And(ready, some))
	v.Drive = []*ir.Node{go1}

	// The parent passes the streams on: the mistake is reported once.
	top := New("top")
	r, s := top.In("q_ready", Bool), top.In("s", Bool)
	q := out(top, "q_valid", Bool)
	u := top.Inst("u_bad", bad.Module, r, s)
	q.Drive = []*ir.Node{Ref(u.Outs[0].Net)}
	golden(t, "handshake", Design(bad, top))
}

func TestNoHandshake(t *testing.T) {
	m := New("m")
	inValid, outReady := m.In("in_valid", Bool), m.In("out_ready", Bool)
	m.Out("in_ready", outReady, B(true)).Vec = true // ready may depend on ready, and on valid
	m.Out("out_valid", inValid)
	m.Out("b_valid", outReady) // of another stream
	m.Out("invalid", outReady)
	require.Empty(t, codes(t, Design(m)))
}
