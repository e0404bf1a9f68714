package check

import (
	"fmt"
	"strings"

	"npugen/hdl/ir"
)

// handshakes reports an output x_valid that depends combinationally on the
// input x_ready of the same stream: with a partner whose ready waits for
// valid, neither would ever come (AMBA AXI, section A3.2.1). Where the cause
// lies in an instance, it is reported there alone.
func (c *checker) handshakes(f *flow) {
	ready := map[string]*ir.Signal{}
	for _, s := range f.m.Signals {
		if name, ok := strings.CutSuffix(s.Name, "ready"); ok && s.Kind == ir.Input {
			ready[name] = s
		}
	}
	for _, s := range f.m.Signals {
		name, ok := strings.CutSuffix(s.Name, "valid")
		r := ready[name]
		if !ok || s.Kind != ir.Output || r == nil || name != "" && !strings.HasSuffix(name, "_") {
			continue
		}
		for elem := range min(s.Count, r.Count) {
			c.handshake(f, s, r, elem)
		}
	}
}

func (c *checker) handshake(f *flow, valid, ready *ir.Signal, elem int) {
	out, in := f.base[valid]+elem, f.base[ready]+elem
	path := f.search([]bitAt{{out, all}}, f.leadsTo(f.input[in]), func(b bitAt) bool { return b.v == in && b.bit != all })
	if path == nil {
		return
	}
	inner := false
	for _, s := range path {
		inner = inner || s.through != nil && c.waits[portElem{s.through.child, s.through.out.v}]
	}
	c.waits[portElem{f, out}] = true
	if inner {
		return
	}
	hs := forward(f.hops(path, false))
	v, r := hs[len(hs)-1], hs[0]
	c.add(Finding{
		Code:    CodeHandshake,
		Loc:     v.place(),
		Module:  f.m.Name,
		Message: fmt.Sprintf("output %s depends on input %s of the same stream", v.name, r.name),
		Cause:   chain(hs),
		Fix:     "offer valid whenever there is data, and let ready decide only when the transfer happens",
		Related: places(hs[:len(hs)-1]),
	})
}

// portElem is an element of a port of a module.
type portElem struct {
	f *flow
	v int
}
