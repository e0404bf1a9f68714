package engine

import "npugen/hdl/ir"

// Drivers finds the drivers of a module's signals.
type Drivers struct {
	Inputs map[*ir.Signal]int // index among the inputs, which is the index of Inst.Ins
	Nets   map[*ir.Signal]NetDriver
	Reads  map[*ir.Signal]ReadDriver
}

// NetDriver is the port of an instance that drives a net.
type NetDriver struct {
	Inst *ir.Inst
	Port *ir.Signal
}

// ReadDriver is the port of a memory that drives its output.
type ReadDriver struct {
	Mem  *ir.Mem
	Port *ir.ReadPort
}

// NewDrivers finds them.
func NewDrivers(m *ir.Module) *Drivers {
	d := &Drivers{Inputs: map[*ir.Signal]int{}, Nets: map[*ir.Signal]NetDriver{}, Reads: map[*ir.Signal]ReadDriver{}}
	for _, s := range m.Signals {
		if s.Kind == ir.Input {
			d.Inputs[s] = len(d.Inputs)
		}
	}
	for _, inst := range m.Insts {
		for _, o := range inst.Outs {
			if o.Net != nil {
				d.Nets[o.Net] = NetDriver{inst, o.Port}
			}
		}
	}
	for _, mem := range m.Mems {
		for _, r := range mem.Reads {
			d.Reads[r.Out] = ReadDriver{mem, r}
		}
	}
	return d
}

// ClockRef is the signal that n names, through casts and wires.
func ClockRef(n *ir.Node) *ir.Signal {
	for n != nil {
		switch {
		case n.Op == ir.OpCast:
			n = n.Args[0]
		case n.Op == ir.OpRef && n.Sig.Kind == ir.Wire:
			n = n.Sig.Drive[n.Elem]
		case n.Op == ir.OpRef:
			return n.Sig
		default:
			return nil
		}
	}
	return nil
}
