package verif

import (
	"fmt"
	"strings"
)

// bench is the Verilog-2005 test bench of job i: it reads one line of
// hexadecimal digits a step (the rising clocks, then the inputs, first port
// lowest) and writes the outputs, a line a step.
//
// A step takes 4 ps: inputs at 0, sample at 1, clocks up at 2, down at 3.
// Everything is at least 1 ps apart, so no tool has a race to decide.
func (t *text) bench(i int, j Job) string {
	p := portsOf(i, j)
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	width := stimulusBits(p)
	line("module bench_%d;", i)
	line("    reg [%d:0] row;", width-1)
	line("    integer in, out, step, got;")
	for _, x := range append(p.clocks, p.ins...) {
		line("    reg %s%s;", span(x.sig), x.name)
	}
	for _, x := range p.outs {
		line("    wire %s%s;", span(x.sig), x.name)
	}
	b.WriteString(t.instance(i, p))
	line("    initial begin")
	for _, x := range p.clocks {
		line("        %s = 1'b0;", x.name)
	}
	for _, x := range p.ins {
		line("        %s = 0;", x.name)
	}
	line("        in = $fopen(\"in_%d.hex\", \"r\");", i)
	line("        out = $fopen(\"out_%d.hex\", \"w\");", i)
	line("        for (step = 0; step < %d; step = step + 1) begin", j.Stim.Steps())
	line("            #1 got = $fscanf(in, \"%%h\", row);")
	lo := 0
	for _, x := range p.ins {
		line("            %s = row[%d:%d];", x.name, lo+x.sig.Bits()-1, lo)
		lo += x.sig.Bits()
	}
	line("            #1 $fwrite(out, \"%s\\n\"%s);", strings.TrimSpace(strings.Repeat("%h ", len(p.outs))), args(p.outs))
	if len(p.clocks) > 0 {
		line("            #1 {%s} = row[%d:%d];", list(p.clocks), lo+len(p.clocks)-1, lo)
		line("            #1 {%s} = %d'd0;", list(p.clocks), len(p.clocks))
	}
	line("        end")
	line("        $fclose(out);")
	line("    end")
	line("endmodule")
	return b.String()
}

// list names ports, the last first: the lowest bit of a concatenation stands
// last.
func list(ps []port) string {
	var names []string
	for i := len(ps) - 1; i >= 0; i-- {
		names = append(names, ps[i].name)
	}
	return strings.Join(names, ", ")
}

func args(ps []port) string {
	s := ""
	for _, p := range ps {
		s += ", " + p.name
	}
	return s
}

func stimulusBits(p jobPorts) int {
	n := len(p.clocks)
	for _, x := range p.ins {
		n += x.sig.Bits()
	}
	return max(1, n)
}
