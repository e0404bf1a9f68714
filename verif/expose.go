package verif

import "npugen/hdl/ir"

// Expose is the design with every signal inside its top also an output, named
// <signal>_probe, so that a comparison finds the first signal that differs and
// not only its consequences. The state and the original outputs are the same.
func Expose(d *ir.Design) *ir.Design {
	top := *d.Top
	var ports, probes, inner []*ir.Signal
	for _, s := range d.Top.Signals {
		if s.IsPort() {
			ports = append(ports, s)
			continue
		}
		inner = append(inner, s)
		p := &ir.Signal{Name: s.Name + "_probe", Kind: ir.Output, Type: s.Type, Count: s.Count, Vec: s.Vec, Loc: s.Loc}
		for i := range s.Count {
			t := s.Type
			p.Drive = append(p.Drive, &ir.Node{Op: ir.OpRef, Width: t.Width, Signed: t.Signed, Bool: t.Bool, Sig: s, Elem: i})
		}
		probes = append(probes, p)
	}
	top.Signals = append(append(ports, probes...), inner...)
	out := &ir.Design{Modules: append([]*ir.Module(nil), d.Modules...), Top: &top}
	out.Modules[len(out.Modules)-1] = &top
	return out
}
