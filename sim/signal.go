package sim

import (
	"fmt"
	"math/big"

	"npugen/hdl/ir"
	"npugen/sim/internal/engine"
)

// Signal is a typed value of the language: a port of the top module, another
// of its signals, or an expression over them.
type Signal interface{ Node() *ir.Node }

// Of is the handle of a value of the top module. An expression can be read
// but not poked. A signal of another module is taken when that module is
// instantiated exactly once; else use Handle with its full name.
func (s *Sim) Of(sig Signal) *Handle { return s.ofNode(sig.Node()) }

func (s *Sim) ofNode(n *ir.Node) *Handle {
	if n == nil {
		s.misuse("the value is a type, not a signal: use a port of an elaborated module")
		return s.nowhere("type")
	}
	key := refKey{n.Sig, n.Elem}
	if n.Op == ir.OpRef {
		if h, ok := s.refs[key]; ok {
			return h
		}
	}
	h := s.newHandle(n)
	if n.Op == ir.OpRef {
		s.refs[key] = h
	}
	return h
}

// refKey is an element of a signal.
type refKey struct {
	sig *ir.Signal
	i   int
}

func (s *Sim) newHandle(n *ir.Node) *Handle {
	ref := n
	for ref.Op == ir.OpCast {
		ref = ref.Args[0]
	}
	if ref.Op != ir.OpRef {
		h := &Handle{s: s, name: "expression", typ: ir.Type{Width: n.Width, Signed: n.Signed, Bool: n.Bool}, expr: n}
		return h.prepare()
	}
	h, err := s.ofRef(ref)
	if err != nil {
		s.misuse("%w", err)
		return s.nowhere(ref.Sig.Name)
	}
	if n != ref {
		h.typ.Signed, h.typ.Bool, h.typ.Enum = n.Signed, n.Bool, nil
	}
	return h
}

func (s *Sim) ofRef(ref *ir.Node) (*Handle, error) {
	sig := ref.Sig
	paths := s.owners(s.design.Top, sig, nil, "")
	switch len(paths) {
	case 0:
		return nil, fmt.Errorf("signal %s: not in this design", sig.Name)
	case 2:
		return nil, fmt.Errorf("signal %s: in several instances: use Handle with its full name", sig.Name)
	}
	h := s.signal(paths[0].steps, sig, paths[0].name+sig.Name)
	if sig.Count > 1 {
		return h.At(ref.Elem), nil
	}
	return h, nil
}

type owner struct {
	steps []engine.Step
	name  string // ends in a dot, unless empty
}

// owners lists up to two instances that hold the signal, the top first.
func (s *Sim) owners(m *ir.Module, sig *ir.Signal, steps []engine.Step, name string) []owner {
	for _, x := range m.Signals {
		if x == sig {
			return []owner{{append([]engine.Step(nil), steps...), name}}
		}
	}
	var found []owner
	for _, inst := range m.Insts {
		for cell := range instances(inst) {
			step := engine.Step{Inst: inst, Cell: cell}
			found = append(found, s.owners(inst.Module, sig, append(steps, step), name+stepName(step)+".")...)
			if len(found) > 1 {
				return found
			}
		}
	}
	return found
}

func instances(inst *ir.Inst) int {
	if inst.Grid != nil {
		return inst.Grid.Cells()
	}
	return 1
}

// stepName is the name of an instance or a cell of a grid.
func stepName(s engine.Step) string {
	if s.Inst.Grid == nil {
		return s.Inst.Name
	}
	row, col := engine.RowCol(*s.Inst.Grid, s.Cell)
	return fmt.Sprintf("%s[%d][%d]", s.Inst.Name, row, col)
}

// eval reads an expression over signals.
func (s *Sim) eval(n *ir.Node) *big.Int {
	return ir.EvalTree(n, func(sig *ir.Signal, i int) *big.Int {
		return s.ofNode(&ir.Node{Op: ir.OpRef, Sig: sig, Elem: i, Width: sig.Type.Width}).Bits()
	})
}

// Poke sets a port, register or vector element of the top module; see
// Handle.Set.
func (s *Sim) Poke(sig Signal, v int64) { s.Of(sig).Set(v) }

// PokeUint pokes raw bits, PokeBig a number of any width.
func (s *Sim) PokeUint(sig Signal, v uint64) { s.Of(sig).SetUint(v) }

// PokeBig pokes a number of any width.
func (s *Sim) PokeBig(sig Signal, v *big.Int) { s.Of(sig).SetBig(v) }

// Peek reads a value of up to 64 bits as a number; see Handle.Int.
func (s *Sim) Peek(sig Signal) int64 { return s.Of(sig).Int() }

// PeekUint reads the raw bits of a value of up to 64 bits.
func (s *Sim) PeekUint(sig Signal) uint64 { return s.Of(sig).Uint() }

// PeekBig reads a value of any width as a number.
func (s *Sim) PeekBig(sig Signal) *big.Int { return s.Of(sig).Big() }

// PokeName and PeekName are Poke and Peek by hierarchical name; see Handle.
func (s *Sim) PokeName(name string, v int64) { s.Must(name).Set(v) }

// PeekName reads a value by hierarchical name; see Handle.
func (s *Sim) PeekName(name string) int64 { return s.Must(name).Int() }
