package engine

import "npugen/hdl/ir"

// context is an instance with what its nodes and signals became.
type context struct {
	*Instance
	uses   map[*ir.Node]int // readers of a node within the module
	nodes  map[*ir.Node]slot
	values map[elem]slot
	mems   map[*ir.Mem]*memory
}

// elem is one element of a signal.
type elem struct {
	sig *ir.Signal
	i   int
}

// newContexts makes one for each instance, in order of their numbers.
func (b *builder) newContexts() {
	uses := map[*ir.Module]map[*ir.Node]int{}
	for _, in := range Instances(b.design.Top, func(in *ir.Inst) bool { return b.expand[in] }) {
		if uses[in.Mod] == nil {
			uses[in.Mod] = countUses(in.Mod)
		}
		b.contexts = append(b.contexts, &context{
			Instance: in, uses: uses[in.Mod],
			nodes: map[*ir.Node]slot{}, values: map[elem]slot{}, mems: map[*ir.Mem]*memory{},
		})
	}
}

// parent is the context around c, which is not the top.
func (b *builder) parent(c *context) *context { return b.contexts[c.Parent.ID] }

// countUses counts the readers of each node of a module.
func countUses(m *ir.Module) map[*ir.Node]int {
	uses := map[*ir.Node]int{}
	var count func(n *ir.Node)
	count = func(n *ir.Node) {
		if n == nil {
			return
		}
		uses[n]++
		if uses[n] == 1 {
			for _, a := range n.Args {
				count(a)
			}
		}
	}
	for _, s := range m.Signals {
		for _, d := range s.Drive {
			count(d)
		}
	}
	for _, inst := range m.Insts {
		for _, in := range inst.Ins {
			for _, v := range in.Values {
				count(v)
			}
		}
	}
	return uses
}
