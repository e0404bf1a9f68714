package mutate

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"

	"npugen/hdl/ir"
)

// Fault is another expression for a site.
type Fault struct {
	Site
	What string // such as "add becomes sub"
	with *ir.Node
}

// Insert puts the fault into the design.
func (f Fault) Insert() { *f.at = f.with }

// String says where and what.
func (f Fault) String() string {
	loc := (*f.at).Loc
	if loc.IsZero() {
		loc = f.root.Loc()
	}
	return fmt.Sprintf("%s, %v (%v): %s", f.Module.Name, f.root, loc, f.What)
}

// Draw is one fault of some sites: each site is as likely as another, and of its
// faults each. A site without faults is not drawn.
func Draw(sites []Site, seed uint64) Fault {
	rng := rand.New(rand.NewPCG(seed, 17))
	for {
		faults := sites[rng.IntN(len(sites))].Faults()
		if len(faults) > 0 {
			return faults[rng.IntN(len(faults))]
		}
	}
}

// Faults is those that the site can have.
func (s Site) Faults() (all []Fault) {
	n := *s.at
	add := func(with *ir.Node, format string, args ...any) {
		all = append(all, Fault{Site: s, What: fmt.Sprintf(format, args...), with: with})
	}
	if other, ok := swapped[n.Op]; ok {
		with := *n
		with.Op = other
		add(&with, "%v becomes %v", n.Op, other)
	}
	switch n.Op {
	case ir.OpMux:
		add(exchanged(n, 1, 2), "arms exchanged")
	case ir.OpCase:
		add(exchanged(n, 1, len(n.Args)-1), "first arm and the one for all else exchanged")
	case ir.OpIndex:
		if len(n.Args) > 2 {
			add(exchanged(n, 1, 2), "elements 0 and 1 exchanged")
		}
	case ir.OpConst:
		s.constants(add)
	case ir.OpSlice:
		shifted(n, add)
	case ir.OpRef:
		if n.Sig.Count > 1 {
			with := *n
			with.Elem = (n.Elem + 1) % n.Sig.Count
			add(&with, "element %d of %s becomes %d", n.Elem, n.Sig.Name, with.Elem)
		}
	}
	if n.Width == 1 && n.Op != ir.OpConst {
		not := ir.Node{Op: ir.OpNot, Width: 1, Signed: n.Signed, Bool: n.Bool, Args: []*ir.Node{n}}
		add(&not, "inverted")
		add(constant(n, big.NewInt(0)), "stuck at 0")
		add(constant(n, big.NewInt(1)), "stuck at 1")
	}
	if s.whole && s.root.What == "drive" && s.root.Signal.Kind == ir.Reg {
		sig := s.root.Signal
		hold := &ir.Node{Op: ir.OpRef, Width: sig.Type.Width, Signed: sig.Type.Signed, Bool: sig.Type.Bool, Sig: sig, Elem: s.root.Index}
		add(hold, "keeps its value")
	}
	return all
}

// swapped is operators of the same rules for widths and signs.
var swapped = map[ir.Op]ir.Op{
	ir.OpAnd: ir.OpOr, ir.OpOr: ir.OpAnd, ir.OpXor: ir.OpOr,
	ir.OpAdd: ir.OpSub, ir.OpSub: ir.OpAdd,
	ir.OpEq: ir.OpNe, ir.OpNe: ir.OpEq,
	ir.OpLt: ir.OpLe, ir.OpLe: ir.OpLt, ir.OpGt: ir.OpGe, ir.OpGe: ir.OpGt,
	ir.OpRedAnd: ir.OpRedOr, ir.OpRedOr: ir.OpRedAnd, ir.OpRedXor: ir.OpRedOr,
	ir.OpShl: ir.OpShr,
}

func exchanged(n *ir.Node, i, j int) *ir.Node {
	with := *n
	with.Args = slices.Clone(n.Args)
	with.Args[i], with.Args[j] = with.Args[j], with.Args[i]
	return &with
}

func constant(n *ir.Node, v *big.Int) *ir.Node {
	return &ir.Node{Op: ir.OpConst, Width: n.Width, Signed: n.Signed, Bool: n.Bool, Val: v, Loc: n.Loc}
}

func (s Site) constants(add func(*ir.Node, string, ...any)) {
	n := *s.at
	for _, step := range []int64{1, -1} {
		v := ir.Wrap(new(big.Int).Add(n.Val, big.NewInt(step)), n.Width)
		add(constant(n, v), "constant %v becomes %v", n.Val, v)
		if n.Width == 1 {
			return
		}
	}
}

func shifted(n *ir.Node, add func(*ir.Node, string, ...any)) {
	for _, step := range []int{1, -1} {
		with := *n
		with.Lo += step
		if with.Lo >= 0 && with.Lo+n.Width <= n.Args[0].Width {
			add(&with, "slice from bit %d is from bit %d", n.Lo, with.Lo)
		}
	}
}
