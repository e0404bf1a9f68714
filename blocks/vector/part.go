package vector

import "npugen/hdl"

// part is the elements that a word has of the present group of QUANT, or of a row of
// another operation: where Rows is no multiple of Lanes, a word with elements of two
// groups is issued twice.
type part struct {
	room  hdl.UInt // elements, unless the row ends before
	end   hdl.Bool // the group is full
	whole hdl.Bool // the next part is one of the next word

	lane *hdl.Register[hdl.UInt] // in which the group starts; nil: 0
	next hdl.UInt                // that of the group behind it
	at   hdl.UInt                // lane of the part
}

func (z size) part(m *hdl.Module, quant hdl.Bool, slot hdl.UInt) part {
	groups, n := z.groups(), z.lane()
	lanes := hdl.U(uint64(z.Lanes), n+1)
	if groups.Aligned() {
		return part{room: lanes, end: quant.And(slot.Eq(groups.LastPart(hdl.U(0, 1)))), whole: hdl.B(true)}
	}
	p := part{lane: hdl.Reg(m, "group_lane", hdl.UIntT(n))}
	p.next, _ = groups.NextLane(p.lane.Q())
	p.end = hdl.Name(m, "group_full", quant.And(slot.Eq(groups.LastPart(p.lane.Q()))))
	p.whole = hdl.Name(m, "word_done", p.end.And(p.next.OrR()).Not())
	p.at = hdl.Mux(slot.Is(0), p.lane.Q(), hdl.U(0, n))
	p.room = hdl.Name(m, "part_room", hdl.Mux(p.whole, lanes, p.next.Ext(n+1)).SubWrap(p.at.Ext(n+1)))
	return p
}

// move goes on to the next group, restart to the first of a row.
func (p part) move() {
	if p.lane != nil {
		p.lane.D(p.next)
	}
}

func (p part) restart() {
	if p.lane != nil {
		p.lane.D(hdl.Zero(p.lane.Q()))
	}
}

// start is the lane in which the group starts, for the row's assembly.
func (p part) start() []hdl.UInt {
	if p.lane == nil {
		return nil
	}
	return []hdl.UInt{p.lane.Q()}
}

// from is the first lane with an element, that of d for MAP, whose group starts in
// lane 0.
func (p part) from(d hdl.UInt) hdl.UInt {
	if p.lane == nil {
		return d
	}
	return p.at.Or(d)
}
