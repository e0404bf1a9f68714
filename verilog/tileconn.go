package verilog

import "npugen/hdl/ir"

// instances is the grids of tiles that replace the large grid in the copy.
func (g *splitGrid) instances(c *cloner) []*ir.Inst {
	var out []*ir.Inst
	for _, b := range g.blocks {
		rows, cols := g.rows[b.rb], g.cols[b.cb]
		inst := &ir.Inst{
			Name: b.name, Module: b.tile, Loc: g.in.Loc,
			Grid: &ir.Grid{Rows: rows.count, Base: cols.count},
		}
		for _, conn := range g.in.Ins {
			n := ir.Conn{Port: b.ins[conn.Port], Kind: conn.Kind, Values: g.values(c, b, conn)}
			if s, ok := chainSide[conn.Kind]; ok {
				n.From = b.outs[conn.From][s]
			}
			if rows.count*cols.count == 1 {
				n.Kind, n.From = ir.ConnAll, nil
			}
			inst.Ins = append(inst.Ins, n)
		}
		for _, p := range b.tile.Signals {
			if p.Kind == ir.Output {
				inst.Outs = append(inst.Outs, ir.Out{Port: p, Net: b.net[p]})
			}
		}
		if rows.count*cols.count == 1 {
			inst.Grid = nil
		}
		out = append(out, inst)
	}
	return out
}

// values is what the tiles of block b get of connection conn: the values of the
// large grid in the order of tiles, or the outputs of the next block where the
// chain comes from there.
func (g *splitGrid) values(c *cloner, b *tileBlock, conn ir.Conn) []*ir.Node {
	rows, cols := g.rows[b.rb], g.cols[b.cb]
	given := func(i int) []*ir.Node { return c.list(conn.Values[i*conn.Port.Count:][:conn.Port.Count]) }
	cell := func(r, col int) []*ir.Node {
		var out []*ir.Node
		for k := range conn.From.Count {
			out = append(out, refTo(g.output(conn.From, chainSide[conn.Kind], r, col, k)))
		}
		return out
	}
	var out []*ir.Node
	eachRow := func(value func(r int) []*ir.Node) {
		for i := range rows.count * rows.size {
			out = append(out, value(rows.first+i)...)
		}
	}
	eachCol := func(value func(c int) []*ir.Node) {
		for i := range cols.count * cols.size {
			out = append(out, value(cols.first+i)...)
		}
	}
	lastRow, lastCol := rows.first+rows.count*rows.size, cols.first+cols.count*cols.size
	switch conn.Kind {
	case ir.ConnAll:
		return c.list(conn.Values)
	case ir.ConnRow:
		eachRow(given)
	case ir.ConnCol:
		eachCol(given)
	case ir.ConnCell:
		for tile := range rows.count * cols.count {
			for i := range rows.size * cols.size {
				r := rows.first + tile/cols.count*rows.size + i/cols.size
				col := cols.first + tile%cols.count*cols.size + i%cols.size
				out = append(out, given(r*g.in.Grid.Base+col)...)
			}
		}
	case ir.ConnWest:
		if cols.first == 0 {
			eachRow(given)
		} else {
			eachRow(func(r int) []*ir.Node { return cell(r, cols.first-1) })
		}
	case ir.ConnEast:
		if lastCol == g.in.Grid.Base {
			eachRow(given)
		} else {
			eachRow(func(r int) []*ir.Node { return cell(r, lastCol) })
		}
	case ir.ConnNorth:
		if rows.first == 0 {
			eachCol(given)
		} else {
			eachCol(func(col int) []*ir.Node { return cell(rows.first-1, col) })
		}
	case ir.ConnSouth:
		if lastRow == g.in.Grid.Rows {
			eachCol(given)
		} else {
			eachCol(func(col int) []*ir.Node { return cell(lastRow, col) })
		}
	}
	return out
}
