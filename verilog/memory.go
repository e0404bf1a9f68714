package verilog

import (
	"fmt"

	"npugen/hdl/ir"
)

// memory writes the ports of an array: one always block for all write ports of
// a clock, in order, so that the last wins (or one a lane, see lanes); one for
// each synchronous read.
func (w *writer) memory(m *ir.Mem) {
	w.section(m.Loc)
	w.contents(m)
	done := map[*ir.Signal]bool{}
	for _, p := range m.Writes {
		if done[p.Clock] {
			continue
		}
		done[p.Clock] = true
		if wide(m) {
			w.lanes(m, p.Clock)
			continue
		}
		var ss []stmt
		for i, q := range m.Writes {
			if q.Clock == p.Clock {
				ss = append(ss, w.write(m, q, i)...)
			}
		}
		w.mark(signalNet(p.Clock))
		w.add(block("always @(posedge "+p.Clock.Name+")", ss, 1)...)
	}
	for i, r := range m.Reads {
		w.readPort(m, r, i)
	}
}

// portName is base for the only or first port, base_1 and so on for others.
func portName(base string, i int) string {
	if i == 0 {
		return base
	}
	return fmt.Sprintf("%s_%d", base, i)
}

func (w *writer) write(m *ir.Mem, p *ir.WritePort, i int) []stmt {
	w.sink = portName(m.Name+"_waddr", i)
	addr := w.address(p.Addr)
	word := m.Name + "[" + addr + "]"
	w.sink = portName(m.Name+"_wdata", i)
	var ss []stmt
	switch lanes := m.Width / max(m.Lane, 1); {
	case p.Mask == nil:
		ss = []stmt{assignment{word + " <= ", w.expr(p.Data, root)}}
	case lanes == 1:
		data := w.expr(p.Data, root)
		w.sink = portName(m.Name+"_wmask", i)
		ss = []stmt{ifStmt{w.limited(p.Mask, self).s, []stmt{assignment{word + " <= ", data}}, nil}}
	default:
		// A variable address inside the loop would be evaluated for each lane.
		data := w.netRead(portName(m.Name+"_wdata", i), p.Data)
		mask := w.netRead(portName(m.Name+"_wmask", i), p.Mask)
		v := w.names.take(m.Name + "_lane")
		bits := laneBits(m, v)
		w.add("integer " + v + ";")
		loop := fmt.Sprintf("for (%s = 0; %s < %d; %s = %s + 1)", v, v, lanes, v, v)
		lane := fmt.Sprintf("if (%s[%s]) %s[%s] <= %s[%s];", mask, v, word, bits, data, bits)
		ss = []stmt{verbatim(loop + "\n    " + lane)}
	}
	return w.enabled(m, p, i, ss)
}

// enabled is what the port does where its enable allows it.
func (w *writer) enabled(m *ir.Mem, p *ir.WritePort, i int, ss []stmt) []stmt {
	if p.En == nil || isTrue(p.En) {
		return ss
	}
	w.sink = portName(m.Name+"_we", i)
	return []stmt{ifStmt{w.limited(p.En, self).s, ss, nil}}
}

// netRead is the name of a net that holds n and nothing else.
func (w *writer) netRead(base string, n *ir.Node) string {
	r := w.packed(base, []*ir.Node{n})
	return w.read(r).s
}

func isTrue(n *ir.Node) bool { return n.Op == ir.OpConst && n.Val.Sign() != 0 }

func (w *writer) readPort(m *ir.Mem, r *ir.ReadPort, i int) {
	w.comment(r.Loc)
	w.sink = portName(m.Name+"_raddr", i)
	if r.Clock == nil {
		t := text{}
		if m.Depth == 1<<r.Addr.Width {
			t = text{s: m.Name + "[" + w.address(r.Addr) + "]"}
		} else {
			t = w.guarded(m, r.Addr)
		}
		w.add(layout(1, "assign "+r.Out.Name+" = ", t, ";")...)
		return
	}
	w.mark(signalNet(r.Clock))
	word := text{s: m.Name + "[" + w.address(r.Addr) + "]"}
	if w.o.PowerUp != nil && m.Depth < 1<<r.Addr.Width {
		word = w.guarded(m, r.Addr) // before a reset an address may be anything
	}
	ss := []stmt{assignment{r.Out.Name + " <= ", word}}
	if r.En != nil && !isTrue(r.En) {
		w.sink = portName(m.Name+"_re", i)
		ss = []stmt{ifStmt{w.limited(r.En, self).s, ss, nil}}
	}
	w.add(block("always @(posedge "+r.Clock.Name+")", ss, 1)...)
}

// guarded is the word at addr, zero beyond the depth.
func (w *writer) guarded(m *ir.Mem, addr *ir.Node) text {
	a := w.read(w.netOf(addr))
	return conditional(text{s: fmt.Sprintf("(%s < %d'd%d)", a.s, addr.Width, m.Depth)},
		text{s: m.Name + "[" + subscript(a) + "]"}, text{s: fmt.Sprintf("%d'd0", m.Width)})
}

// address is the text that selects a word.
func (w *writer) address(n *ir.Node) string { return subscript(w.limited(n, self)) }

// clocked reports whether a memory output is a register.
func (w *writer) clocked(s *ir.Signal) bool {
	for _, m := range w.m.Mems {
		for _, r := range m.Reads {
			if r.Out == s {
				return r.Clock != nil
			}
		}
	}
	return false
}
