package verif

import (
	"fmt"
	"regexp"
	"strings"

	"npugen/hdl/ir"
	"npugen/verilog"
)

// text is the Verilog of all jobs, ready to be put under one top. Modules of
// job i are renamed to d<i>_<name> when there are several jobs, as two designs
// may have modules of one name that differ. The renaming is textual, after the
// power-up values, which depend on the module's name, were written.
type text struct {
	source string
	tops   []string
	ports  []map[*ir.Signal]string // by job: the port names after renaming
}

var identifier = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_$]*`)

func emitAll(jobs []Job) (*text, error) {
	t := &text{}
	var b strings.Builder
	for i, j := range jobs {
		seed := j.Stim.Seed
		files, err := verilog.Emit(j.Design, verilog.Options{PowerUp: &seed})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", j.name(), err)
		}
		rename := func(s string) string { return s }
		if len(jobs) > 1 {
			modules := map[string]string{}
			for _, f := range files {
				modules[f.Module] = fmt.Sprintf("d%d_%s", i, f.Module)
			}
			rename = func(s string) string {
				return identifier.ReplaceAllStringFunc(s, func(id string) string {
					if to, ok := modules[id]; ok {
						return to
					}
					return id
				})
			}
		}
		for _, f := range files {
			b.WriteString(rename(f.Text))
			b.WriteString("\n")
		}
		t.tops = append(t.tops, rename(j.Design.Top.Name))
		names := map[*ir.Signal]string{}
		for _, s := range j.Design.Top.Signals {
			if s.IsPort() {
				names[s] = rename(s.Name)
			}
		}
		t.ports = append(t.ports, names)
	}
	t.source = b.String()
	return t, nil
}

// port is a port of a job's top under its plain name in the test bench, which
// no keyword of Verilog or C++ can clash with.
type port struct {
	sig  *ir.Signal
	name string
}

// jobPorts are the ports of job i: clocks d<i>_c0..., other inputs d<i>_i0...,
// outputs d<i>_o0..., in the order of the stimulus and the result.
type jobPorts struct{ clocks, ins, outs []port }

func portsOf(i int, j Job) jobPorts {
	var p jobPorts
	for k, s := range j.Stim.Clocks {
		p.clocks = append(p.clocks, port{s, fmt.Sprintf("d%d_c%d", i, k)})
	}
	for k, c := range j.Stim.In.Columns {
		p.ins = append(p.ins, port{c.Port, fmt.Sprintf("d%d_i%d", i, k)})
	}
	for k, s := range outputs(j.Design) {
		p.outs = append(p.outs, port{s, fmt.Sprintf("d%d_o%d", i, k)})
	}
	return p
}

func (p jobPorts) all() []port {
	return append(append(append([]port(nil), p.clocks...), p.ins...), p.outs...)
}

// instance connects the top of job i to nets of the ports' plain names.
func (t *text) instance(i int, p jobPorts) string {
	var conns []string
	for _, x := range p.all() {
		conns = append(conns, fmt.Sprintf("        .%s(%s)", t.ports[i][x.sig], x.name))
	}
	return fmt.Sprintf("    %s u%d (\n%s\n    );\n", t.tops[i], i, strings.Join(conns, ",\n"))
}

// span is the Verilog range of a port.
func span(s *ir.Signal) string {
	if s.Bits() == 1 {
		return ""
	}
	return fmt.Sprintf("[%d:0] ", s.Bits()-1)
}
