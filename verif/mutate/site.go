package mutate

import (
	"npugen/hdl/ir"
)

// Site is one use of one expression: the value of a net, register, port or
// connection, or an argument of an operator.
type Site struct {
	Module *ir.Module
	Owner  string // the signal, memory or instance that the expression is for
	at     **ir.Node
	root   ir.Root
	whole  bool // not a part of a greater expression
}

// Sites is all of the modules in the order of the design, those left out that
// are not wanted.
func Sites(d *ir.Design, wanted func(*ir.Module) bool) (all []Site) {
	for _, m := range d.Modules {
		if !wanted(m) {
			continue
		}
		f := finder{module: m, seen: map[*ir.Node]bool{}}
		m.Roots(func(r ir.Root) {
			if r.Assert == nil && r.What != "unused" {
				f.use(r, r.Node, true)
			}
		})
		all = append(all, f.sites...)
	}
	return all
}

type finder struct {
	module *ir.Module
	seen   map[*ir.Node]bool // whose arguments are found
	sites  []Site
}

func (f *finder) use(r ir.Root, at **ir.Node, whole bool) {
	n := *at
	if n.Op == ir.OpRef && n.Sig.Type.Class == ir.Clock {
		return
	}
	f.sites = append(f.sites, Site{Module: f.module, Owner: r.Owner(), at: at, root: r, whole: whole})
	if f.seen[n] {
		return
	}
	f.seen[n] = true
	for i := range n.Args {
		f.use(r, &n.Args[i], false)
	}
}
