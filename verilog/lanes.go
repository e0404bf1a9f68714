package verilog

import (
	"fmt"

	"npugen/hdl/ir"
)

// loopLanes is how many write lanes a loop inside an always block has at most.
// Verilator does not unroll more, and Yosys needs minutes: it compares each
// lane with every lane before it in the block.
const loopLanes = 64

// wide reports whether the lanes of a memory are always blocks of their own.
func wide(m *ir.Mem) bool { return m.Lane > 0 && m.Width/m.Lane > loopLanes }

// lanes writes the write ports of one clock as an always block for each lane.
// Within it the ports follow each other in order, so that the last wins.
func (w *writer) lanes(m *ir.Mem, clock *ir.Signal) {
	v := w.names.take(m.Name + "_lane")
	bits := laneBits(m, v)
	var ss []stmt
	for i, p := range m.Writes {
		if p.Clock != clock {
			continue
		}
		w.sink = portName(m.Name+"_waddr", i)
		word := m.Name + "[" + w.address(p.Addr) + "][" + bits + "]"
		data := w.netRead(portName(m.Name+"_wdata", i), p.Data)
		var s stmt = assignment{word + " <= ", text{s: data + "[" + bits + "]"}}
		if p.Mask != nil {
			s = ifStmt{w.netRead(portName(m.Name+"_wmask", i), p.Mask) + "[" + v + "]", []stmt{s}, nil}
		}
		ss = append(ss, w.enabled(m, p, i, []stmt{s})...)
	}
	w.mark(signalNet(clock))
	loop := fmt.Sprintf("for (%s = 0; %s < %d; %s = %s + 1) begin : %s", v, v, m.Width/m.Lane, v, v, w.names.take(m.Name+"_lanes"))
	body := indent(block("always @(posedge "+clock.Name+")", ss, 3))
	lines := append([]string{loop}, append(body, "end")...)
	w.add("genvar "+v+";", "generate")
	w.add(indent(lines)...)
	w.add("endgenerate")
}

// laneBits is the bits of lane v of a word.
func laneBits(m *ir.Mem, v string) string {
	if m.Lane == 1 {
		return v
	}
	return fmt.Sprintf("%s*%d +: %d", v, m.Lane, m.Lane)
}
