package verilog

import (
	"fmt"

	"npugen/hdl/ir"
)

// Tile splits every rectangular grid that has a side of more than size cells
// into tile modules of at most size x size cells. It returns a new design that
// does the same, or d itself if there is nothing to split; d is not changed.
//
// The full tiles of a grid form a smaller grid, and so do the shorter tiles at
// its right, at its bottom and in the corner, so that a grid of any size needs
// at most four tile modules. A tile has ports for what crosses its border: the
// inputs of the cells, the outputs that chains pass to the next tile, and the
// outputs that the parent reads. If those lie on one side of the grid, then the
// tiles bring out that side only, else all cells.
func Tile(d *ir.Design, size int) *ir.Design {
	t := &tiler{size: size, out: &ir.Design{}, c: newCloner(), names: map[string]bool{}}
	any := false
	for _, m := range d.Modules {
		t.names[m.Name] = true
		for _, in := range m.Insts {
			any = any || t.large(in)
		}
	}
	if !any {
		return d
	}
	for _, m := range d.Modules {
		t.module(m)
	}
	t.out.Top = t.c.module(d.Top)
	return t.out
}

type tiler struct {
	size  int
	out   *ir.Design
	c     *cloner
	names map[string]bool // of modules
}

func (t *tiler) large(in *ir.Inst) bool {
	return in.Grid != nil && in.Grid.Step == 0 && (in.Grid.Rows > t.size || in.Grid.Base > t.size)
}

// module copies m; a grid that is too large becomes grids of tiles, and what m
// reads of its outputs is read from their outputs instead.
func (t *tiler) module(m *ir.Module) {
	drop := map[*ir.Signal]bool{}
	for _, in := range m.Insts {
		for _, o := range in.Outs {
			if t.large(in) && o.Net != nil {
				drop[o.Net] = true
			}
		}
	}
	n := *m
	t.c.modules[m] = &n
	n.Mems, n.Insts, n.Asserts = nil, nil, nil
	n.Signals = t.c.declare(m, drop)

	local := map[string]bool{}
	for _, s := range m.Signals {
		local[s.Name] = local[s.Name] || !drop[s]
	}
	for _, in := range m.Insts {
		local[in.Name] = true
	}
	split := map[*ir.Inst]*splitGrid{}
	byNet := map[*ir.Signal]*splitGrid{}
	read := readElements(m, drop)
	for _, in := range m.Insts {
		if !t.large(in) {
			continue
		}
		s := t.split(m, in, read, local)
		split[in] = s
		for _, b := range s.blocks {
			n.Signals = append(n.Signals, b.nets...)
		}
		for _, o := range in.Outs {
			if o.Net != nil {
				byNet[o.Net] = s
			}
		}
	}
	t.c.ref = func(s *ir.Signal, elem int) (*ir.Signal, int, bool) {
		g, ok := byNet[s]
		if !ok {
			return nil, 0, false
		}
		net, e := g.locate(s, elem)
		return net, e, true
	}
	t.c.connect(m)
	for _, x := range m.Mems {
		n.Mems = append(n.Mems, t.c.mem(x))
	}
	for _, in := range m.Insts {
		if s := split[in]; s != nil {
			n.Insts = append(n.Insts, s.instances(t.c)...)
			continue
		}
		n.Insts = append(n.Insts, t.c.inst(in))
	}
	for _, a := range m.Asserts {
		n.Asserts = append(n.Asserts, t.c.assertion(a))
	}
	n.Unused = t.c.list(m.Unused)
	t.c.ref = nil
	t.out.Modules = append(t.out.Modules, &n)
}

// readElements finds which elements of the given nets m refers to.
func readElements(m *ir.Module, nets map[*ir.Signal]bool) map[*ir.Signal]map[int]bool {
	read := map[*ir.Signal]map[int]bool{}
	for n := range countRefs(m) {
		if n.Op == ir.OpRef && nets[n.Sig] {
			if read[n.Sig] == nil {
				read[n.Sig] = map[int]bool{}
			}
			read[n.Sig][n.Elem] = true
		}
	}
	return read
}

// unique is name, with a number if used has it, and notes it there.
func unique(used map[string]bool, name string) string {
	free := name
	for i := 2; used[free]; i++ {
		free = fmt.Sprintf("%s_%d", name, i)
	}
	used[free] = true
	return free
}
