package check

import (
	"fmt"
	"slices"
	"strings"

	"npugen/hdl/ir"
)

// hop is one named step of a path.
type hop struct {
	name string
	loc  ir.Loc // of the declaration
	inst ir.Loc // of the instance it lies in, zero in the module itself
}

// place is where the module at hand has the hop.
func (h hop) place() ir.Loc {
	if h.inst.IsZero() {
		return h.loc
	}
	return h.inst
}

// search finds a path of dependencies from one of the starts to a bit that
// goal accepts, depth first. hint limits it to vertices that can lead there.
func (f *flow) search(starts []bitAt, hint func(v int) bool, goal func(bitAt) bool) []step {
	seen := map[bitAt]bool{}
	var path []step
	var visit func(s step) bool
	visit = func(s step) bool {
		if seen[s.to] || !hint(s.to.v) {
			return false
		}
		seen[s.to] = true
		path = append(path, s)
		if goal(s.to) {
			return true
		}
		found := false
		f.bitSucc(s.to, func(next step) {
			found = found || visit(next)
		})
		if !found {
			path = path[:len(path)-1]
		}
		return found
	}
	for _, b := range starts {
		if visit(step{to: b}) {
			return path
		}
	}
	return nil
}

// hops names the steps of a path, with the bits of numbers where they matter.
// Expressions have no names; a passage through an instance is told with the
// names inside.
func (f *flow) hops(path []step, bits bool) []hop {
	var hs []hop
	add := func(h hop) {
		if len(hs) == 0 || hs[len(hs)-1].name != h.name {
			hs = append(hs, h)
		}
	}
	for _, s := range path {
		if p := s.through; p != nil {
			for _, h := range p.child.inside(p.out, p.in, bits) {
				add(h.under(p.Inst, cellName(p.Inst, p.cell)))
			}
		}
		sig, elem := f.element(s.to.v)
		if sig == nil || sig.Kind == ir.InstOut {
			continue // nets of instances are named by their ports
		}
		bit := all
		if bits {
			bit = s.to.bit
		}
		add(hop{name: bitName(sig, elem, bit), loc: sig.Loc})
	}
	return hs
}

// inside is the path from an output bit of the module to an input bit.
func (f *flow) inside(out, in bitAt, bits bool) []hop {
	x := f.input[in.v]
	return f.hops(f.search([]bitAt{out}, f.leadsTo(x), func(b bitAt) bool { return b == in }), bits)
}

// leadsTo limits a search to the vertices that member x of the sets reaches.
func (f *flow) leadsTo(x int) func(v int) bool {
	return func(v int) bool { return f.sets[v].has(x) }
}

// under is the hop as the parent sees it.
func (h hop) under(inst *ir.Inst, name string) hop { return hop{name + "." + h.name, h.loc, inst.Loc} }

// bitName is a signal's name with the element of a vector and the bit of a
// number.
func bitName(s *ir.Signal, elem, bit int) string {
	name := s.Name
	if s.Vec || s.Count > 1 {
		name = fmt.Sprintf("%s[%d]", name, elem)
	}
	if bit != all && s.Type.Width > 1 {
		name = fmt.Sprintf("%s[%d]", name, bit)
	}
	return name
}

// longest is the number of steps of a path that are told; of a longer one, as
// through the cells of a grid, the middle is left out.
const longest = 16

// chain writes a path in the direction of the data.
func chain(hs []hop) string {
	var names []string
	for _, h := range hs {
		names = append(names, h.name)
	}
	if n := len(names) - longest; n > 0 {
		left := fmt.Sprintf("(%d more)", n)
		names = append(append(names[:longest/2:longest/2], left), names[longest/2+n:]...)
	}
	return strings.Join(names, " -> ")
}

// places are the steps of a path with where each is declared.
func places(hs []hop) []Related {
	var rs []Related
	for i, h := range hs {
		if len(hs) > longest && i >= longest/2 && i < len(hs)-longest/2 {
			continue
		}
		if !h.loc.IsZero() {
			rs = append(rs, Related{h.loc, h.name})
		}
	}
	return rs
}

// forward turns a path of dependencies into the direction of the data.
func forward(hs []hop) []hop {
	slices.Reverse(hs)
	return hs
}
