package verilog

import (
	"fmt"
	"math/big"

	"npugen/hdl/ir"
)

// piece is one item of a concatenation: part of a net, a constant, or any
// other expression; repeated rep times.
type piece struct {
	net   netRange
	isNet bool
	val   *big.Int // constant, nil for the others
	node  *ir.Node
	width int // of one repetition
	rep   int
}

// pack is the pieces of a vector, highest first; nodes has the lowest first.
func (w *writer) pack(nodes []*ir.Node) []piece {
	var ps []piece
	for i := len(nodes) - 1; i >= 0; i-- {
		for _, p := range w.pieces(nodes[i], 0, nodes[i].Width) {
			ps = appendPiece(ps, p)
		}
	}
	return ps
}

// pieces is bits lo .. lo+width-1 of n, highest first. It looks through
// concatenations, extensions and slices, so that {a[7:4], a[3:0]} is a.
func (w *writer) pieces(n *ir.Node, lo, width int) []piece {
	if width == 0 {
		return nil
	}
	if r, ok := w.net(n); ok {
		return []piece{{net: r.sub(lo, width), isNet: true, width: width, rep: 1}}
	}
	switch n.Op {
	case ir.OpConst:
		if n.Enum == nil || width < n.Width {
			return []piece{{val: bitsOf(n.Val, lo, width), width: width, rep: 1}}
		}
	case ir.OpCast:
		return w.pieces(n.Args[0], lo, width)
	case ir.OpSlice:
		return w.pieces(n.Args[0], n.Lo+lo, width)
	case ir.OpCat:
		var ps []piece
		top := n.Width
		for _, a := range n.Args {
			top -= a.Width // lowest bit of a
			from, to := max(lo, top), min(lo+width, top+a.Width)
			if from < to {
				for _, p := range w.pieces(a, from-top, to-from) {
					ps = appendPiece(ps, p)
				}
			}
		}
		return ps
	case ir.OpExt:
		return w.extended(n, lo, width)
	}
	if width < n.Width {
		return []piece{{net: w.name(n).sub(lo, width), isNet: true, width: width, rep: 1}}
	}
	return []piece{{node: n, width: width, rep: 1}}
}

// extended is bits lo .. lo+width-1 of an extension.
func (w *writer) extended(n *ir.Node, lo, width int) []piece {
	arg := n.Args[0]
	low := max(0, min(lo+width, arg.Width)-lo) // bits from the argument
	high := width - low
	if arg.Op == ir.OpConst {
		v := new(big.Int).Set(arg.Val)
		if arg.Signed && v.Bit(arg.Width-1) == 1 {
			v.Or(v, new(big.Int).Xor(ir.Mask(n.Width), ir.Mask(arg.Width)))
		}
		return []piece{{val: bitsOf(v, lo, width), width: width, rep: 1}}
	}
	if high == 0 {
		return w.pieces(arg, lo, low)
	}
	var ps []piece
	if arg.Signed {
		r := w.netOf(arg)
		ps = append(ps, piece{net: r.sub(arg.Width-1, 1), isNet: true, width: 1, rep: high})
		if low > 0 {
			ps = append(ps, piece{net: r.sub(lo, low), isNet: true, width: low, rep: 1})
		}
		return ps
	}
	ps = append(ps, piece{val: new(big.Int), width: high, rep: 1})
	return append(ps, w.pieces(arg, lo, low)...)
}

// appendPiece merges p with the piece above it where that reads better.
func appendPiece(ps []piece, p piece) []piece {
	if len(ps) == 0 {
		return append(ps, p)
	}
	last := &ps[len(ps)-1]
	switch {
	case last.isNet && p.isNet && last.net.name == p.net.name && last.rep == 1 && p.rep == 1 && p.net.lo+p.width == last.net.lo:
		last.net.lo = p.net.lo
		last.net.width += p.width
		last.width += p.width
		return ps
	case last.isNet && p.isNet && last.net == p.net:
		last.rep += p.rep
		return ps
	case last.val != nil && p.val != nil && last.rep == 1 && p.rep == 1 && last.val.Sign() == 0 && p.val.Sign() == 0:
		last.width += p.width
		return ps
	case last.val != nil && p.val != nil && last.width == p.width && last.val.Cmp(p.val) == 0:
		last.rep += p.rep
		return ps
	}
	return append(ps, p)
}

// concat is the text of pieces. One that stands alone is written in context c.
func (w *writer) concat(ps []piece, c context) text {
	if len(ps) == 1 && ps[0].rep == 1 {
		return w.pieceText(ps[0], c)
	}
	items := make([]string, len(ps))
	for i, p := range ps {
		t := w.pieceText(p, self)
		if p.node != nil && len(t.s) > inlineMax {
			t = w.read(w.nameText(p.node, t))
		}
		items[i] = t.s
		if p.rep > 1 {
			items[i] = fmt.Sprintf("{%d{%s}}", p.rep, t.s)
		}
	}
	if len(items) == 1 {
		return text{s: items[0]}
	}
	return list("{", items, "}")
}

func (w *writer) pieceText(p piece, c context) text {
	switch {
	case p.isNet:
		return w.read(p.net)
	case p.val != nil:
		return constant(p.val, p.width, false)
	}
	return w.expr(p.node, c)
}
