package verilog

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/hdl/ir"
)

// editable is a module with much in it; edit may change one thing.
func editable(edit func(m *mod, count *ir.Signal, a, b *ir.Node)) *ir.Design {
	m := newMod("edit").clocked()
	a, b := m.in("a", s(8)), m.in("b", s(8))
	sum := add(ext(a, 20), ext(mul(a, b), 20))
	first := m.reg("first", s(20), 1)
	first.Drive[0] = mux(cond(ir.OpLt, a, b), sum, ref(first, 0))
	count := m.reg("count", u(6), 1)
	count.Drive[0] = add(ref(count, 0), k(1, u(6)))
	edit(m, count, a, b)
	last := m.reg("last", s(20), 1)
	last.Drive[0] = mux(m.rst, sum, ext(slice(mul(b, a), 3, 9), 20))
	m.out("y", op(ir.OpXor, ref(first, 0), ref(last, 0)))
	m.out("n", ref(count, 0))
	return design(m)
}

// TestEditStability changes one thing and counts the lines that differ.
func TestEditStability(t *testing.T) {
	text := func(edit func(*mod, *ir.Signal, *ir.Node, *ir.Node)) []string {
		files, err := Emit(editable(edit), Options{})
		require.NoError(t, err)
		return strings.Split(files[0].Text, "\n")
	}
	before := text(func(*mod, *ir.Signal, *ir.Node, *ir.Node) {})
	for _, tc := range []struct {
		name           string
		edit           func(m *mod, count *ir.Signal, a, b *ir.Node)
		removed, added int
	}{
		{"another constant", func(m *mod, c *ir.Signal, a, b *ir.Node) {
			c.Drive[0] = add(ref(c, 0), k(2, u(6)))
		}, 1, 1},
		{"an expression that needs nets", func(m *mod, c *ir.Signal, a, b *ir.Node) {
			c.Drive[0] = slice(mul(mul(a, b), slice3(a, b)), 1, 6)
		}, 1, 6}, // three nets, the register, and what is not read in full
		{"one more register", func(m *mod, c *ir.Signal, a, b *ir.Node) {
			r := m.reg("extra_with_a_long_name", s(33), 1)
			r.Drive[0] = ext(mul(a, b), 33)
			m.out("extra_y", ref(r, 0))
		}, 0, 13}, // declaration, net, always block, port, assign
	} {
		t.Run(tc.name, func(t *testing.T) {
			removed, added := diff(before, text(tc.edit))
			require.LessOrEqual(t, len(removed), tc.removed, strings.Join(removed, "\n"))
			require.LessOrEqual(t, len(added), tc.added, strings.Join(added, "\n"))
			require.NotEmpty(t, added)
		})
	}
}

func slice3(a, b *ir.Node) *ir.Node {
	return typed(ir.OpCast, s(3), slice(add(a, b), 2, 3))
}

// diff is the lines that only one of two texts has, as a multiset.
func diff(a, b []string) (onlyA, onlyB []string) {
	count := map[string]int{}
	for _, l := range a {
		count[l]++
	}
	for _, l := range b {
		count[l]--
		if count[l] < 0 {
			onlyB = append(onlyB, l)
		}
	}
	for l, n := range count {
		for range n {
			onlyA = append(onlyA, l)
		}
	}
	return onlyA, onlyB
}
