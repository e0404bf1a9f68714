package matrix

import "npugen/hdl"

// extent follows how many elements of a vector with peak are left, from lane 0 of
// the word on that is written.
type extent struct {
	lanes     int
	each      hdl.UInt
	left      *hdl.Register[hdl.UInt]
	row, tile *hdl.Register[hdl.UInt] // left at the first word of this vector, and of the tile's first one
	more      *hdl.Register[hdl.UInt] // vectors, from this one on, until one has an element more; 0: none has
}

// extentBits counts elements of the longest vector.
const extentBits = 18

func extentOf(m *hdl.Module, each hdl.UInt, lanes int) extent {
	count := func(name string) *hdl.Register[hdl.UInt] { return hdl.Reg(m, name, hdl.UIntT(extentBits)) }
	return extent{lanes: lanes, each: each, left: count("left"), row: count("row_left"), tile: count("tile_left"), more: hdl.Reg(m, "more", hdl.UIntT(16))}
}

// seen is a bit for each lane that counts.
func (e extent) seen() hdl.UInt {
	var lanes []hdl.Bits
	for l := e.lanes - 1; l >= 0; l-- {
		lanes = append(lanes, e.left.Q().Gt(hdl.U(uint64(l), extentBits)))
	}
	return hdl.Cat(lanes...)
}

// ends is whether no word follows that has an element that counts.
func (e extent) ends() hdl.Bool { return e.left.Q().Le(hdl.U(uint64(e.lanes), extentBits)) }

// start begins an instruction.
func (e extent) start(c target) { e.begin(c.Len.Ext(extentBits), c.Each) }

// word goes on to the vector's next word.
func (e extent) word() { e.left.D(e.left.Q().SubWrap(hdl.U(uint64(e.lanes)))) }

// vector goes on to the next vector of the tile.
func (e extent) vector() {
	longer := e.more.Q().Is(1)
	left := e.row.Q().AddWrap(longer.AsUInt())
	e.left.D(left)
	e.row.D(left)
	e.more.D(hdl.Mux(longer, e.each, e.more.Q().SubWrap(hdl.U(1))))
}

// next goes on to the next tile, whose first word is some elements on.
func (e extent) next(elements hdl.UInt) { e.begin(e.tile.Q().SubWrap(elements), e.each) }

// begin is at the first vector of a tile.
func (e extent) begin(left, each hdl.UInt) {
	for _, r := range []*hdl.Register[hdl.UInt]{e.left, e.row, e.tile} {
		r.D(left)
	}
	e.more.D(each)
}
