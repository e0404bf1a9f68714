package passes

import (
	"encoding/binary"
	"strings"

	"npugen/hdl/ir"
)

// cse makes equal expressions one node. The first in the order of the roots
// stays, with its hint and place.
func cse(m *ir.Module) bool {
	c := &consing{nodes: map[string]*ir.Node{}, ids: map[any]int{}}
	return rewrite(m, func(n, _ *ir.Node) *ir.Node {
		key := c.key(n)
		if first, ok := c.nodes[key]; ok {
			return first
		}
		c.nodes[key] = n
		return n
	})
}

type consing struct {
	nodes map[string]*ir.Node
	ids   map[any]int // numbers of the nodes, signals and enums in keys
}

func (c *consing) id(x any) int {
	id, ok := c.ids[x]
	if !ok {
		id = len(c.ids)
		c.ids[x] = id
	}
	return id
}

// key is the same for nodes that mean the same. Arguments are compared by
// pointer, since equal ones are one node already.
func (c *consing) key(n *ir.Node) string {
	var b []byte
	flags := byte(0)
	if n.Signed {
		flags |= 1
	}
	if n.Bool {
		flags |= 2
	}
	b = append(b, byte(n.Op), flags)
	b = binary.AppendUvarint(b, uint64(n.Width))
	switch n.Op {
	case ir.OpConst:
		b = binary.AppendUvarint(b, uint64(c.id(n.Enum)))
		b = append(b, n.Val.Text(62)...)
	case ir.OpRef:
		b = binary.AppendUvarint(b, uint64(c.id(n.Sig)))
		b = binary.AppendUvarint(b, uint64(n.Elem))
	case ir.OpSlice:
		b = binary.AppendUvarint(b, uint64(n.Lo))
	case ir.OpCase:
		for _, ls := range n.Labels {
			var texts []string
			for _, l := range ls {
				texts = append(texts, l.Text(62))
			}
			b = append(b, strings.Join(texts, ",")...)
			b = append(b, ';')
		}
		b = append(b, '.')
	}
	for _, a := range n.Args {
		b = binary.AppendUvarint(b, uint64(c.id(a)))
	}
	return string(b)
}
