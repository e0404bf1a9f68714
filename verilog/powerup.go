package verilog

import (
	"fmt"
	"npugen/hdl/ir"
)

// contents writes the power-up contents of a memory that the user gave. Words
// that were not given are 0, or follow Options.PowerUp.
func (w *writer) contents(m *ir.Mem) {
	if m.Init == nil {
		return
	}
	if len(m.Init) < m.Depth && w.o.PowerUp == nil {
		v := w.names.take(m.Name + "_word")
		w.add("integer "+v+";", "initial begin")
		w.add(fmt.Sprintf("    for (%s = %d; %s < %d; %s = %s + 1) %s[%s] = %d'd0;", v, len(m.Init), v, m.Depth, v, v, m.Name, v, m.Width))
	} else {
		w.add("initial begin")
	}
	for i, x := range m.Init {
		w.add(layout(2, fmt.Sprintf("    %s[%d] = ", m.Name, i), constant(x, m.Width, false), ";")...)
	}
	w.add("end", "")
}

// unrolled is how many words of a memory are set one by one; a loop computes
// those of larger ones.
const unrolled = 64

// powerUp sets what the user left open to the values of Options.PowerUp.
func (w *writer) powerUp() {
	if w.o.PowerUp == nil {
		return
	}
	var lines []string
	set := func(s *ir.Signal) {
		for i := range s.Count {
			v := constant(ir.PowerUp(*w.o.PowerUp, w.m.Name, s.Name, i, s.Type.Width), s.Type.Width, false)
			lines = append(lines, layout(2, run{i, 1}.net(s).String()+" = ", v, ";")...)
		}
	}
	for _, s := range w.m.Signals {
		if s.Kind == ir.Reg {
			set(s)
		}
	}
	for _, m := range w.m.Mems {
		for _, r := range m.Reads {
			if r.Clock != nil {
				set(r.Out)
			}
		}
		switch {
		case m.Depth-len(m.Init) > unrolled:
			lines = append(lines, w.powerUpLoop(m)...)
		default:
			for i := len(m.Init); i < m.Depth; i++ {
				v := constant(ir.PowerUp(*w.o.PowerUp, w.m.Name, m.Name, i, m.Width), m.Width, false)
				lines = append(lines, layout(2, fmt.Sprintf("%s[%d] = ", m.Name, i), v, ";")...)
			}
		}
	}
	if len(lines) == 0 {
		return
	}
	w.section(ir.Loc{})
	w.add(fmt.Sprintf("// Power-up values of seed %d, for co-simulation only.", *w.o.PowerUp), "initial begin")
	w.add(indent(lines)...)
	w.add("end")
}

// powerUpLoop computes ir.PowerUp in Verilog for every word of m that has no
// contents of its own.
func (w *writer) powerUpLoop(m *ir.Mem) []string {
	f := w.splitmix()
	i, word := w.names.take(m.Name+"_word"), w.names.take("unused_"+m.Name+"_bits")
	n := (m.Width + 63) / 64
	var items []string
	for k := n - 1; k >= 0; k-- {
		base := ir.PowerUpHash(*w.o.PowerUp, w.m.Name, m.Name) + uint64(k)*ir.PowerUpWord
		items = append(items, fmt.Sprintf("%s(64'h%x + {32'd0, %s} * 64'h%x)", f, base, i, ir.PowerUpElem))
	}
	w.add("integer "+i+";", fmt.Sprintf("reg [%d:0] %s;", n*64-1, word))
	lines := []string{fmt.Sprintf("for (%s = %d; %s < %d; %s = %s + 1) begin", i, len(m.Init), i, m.Depth, i, i)}
	lines = append(lines, indent(layout(3, word+" = ", list("{", items, "}"), ";"))...)
	lines = append(lines, fmt.Sprintf("    %s[%s] = %s;", m.Name, i, netRange{name: word, width: m.Width, total: n * 64}))
	return append(lines, "end")
}

// splitmix is the name of a function that scrambles 64 bits as package ir does.
func (w *writer) splitmix() string {
	if w.mixer != "" {
		return w.mixer
	}
	w.mixer = w.names.take("power_up_mix")
	x := w.fn + "_x"
	w.section(ir.Loc{})
	w.add(
		"function [63:0] "+w.mixer+";",
		"    input [63:0] "+x+";",
		"    begin",
		fmt.Sprintf("        %s = %s + 64'h9e3779b97f4a7c15;", w.mixer, x),
		fmt.Sprintf("        %s = (%s ^ (%s >> 30)) * 64'hbf58476d1ce4e5b9;", w.mixer, w.mixer, w.mixer),
		fmt.Sprintf("        %s = (%s ^ (%s >> 27)) * 64'h94d049bb133111eb;", w.mixer, w.mixer, w.mixer),
		fmt.Sprintf("        %s = %s ^ (%s >> 31);", w.mixer, w.mixer, w.mixer),
		"    end",
		"endfunction",
		"",
	)
	return w.mixer
}
