package systolic

import "npugen/hdl"

const maxDepth = 1 << 20

// Accumulators collect the partial sums of a long reduction: one memory of
// Depth entries for each of Cols columns, all with the same address. A vector
// is added to its entry or overwrites it. The vector that completes a total
// does not go through the memory: the total goes straight out, so that no
// cycle is spent on reading it back. After that the entry holds nothing.
//
// A vector may follow another with the same address in the very next cycle:
// what the memory would give too late is forwarded from the register of the
// sums.
//
// Latency: tag to out 2 enabled cycles, sums to out 1.
//
//	cycle   0   1   2
//	tag     T               its entry is read
//	sum         S           added to it, and stored
//	acc             S + entry
type Accumulators struct {
	Cols  int `hdl:"c"`   // columns
	Depth int `hdl:"d"`   // entries of a column
	SumW  int `hdl:"s"`   // bits of an incoming sum, signed
	AccW  int `hdl:"acc"` // bits of an entry, signed, at least SumW; totals are modulo 2^AccW
}

// AccumulatorsIn is what comes from the array.
type AccumulatorsIn struct {
	Tag Tag        // of the sums that arrive one enabled cycle later
	Sum []hdl.SInt // Cols values of SumW bits
	En  hdl.Bool   // all state holds while 0
}

// AccumulatorsOut is a complete vector.
type AccumulatorsOut struct {
	Valid hdl.Bool
	Mark  hdl.Bool   // as in the tag of the completing vector
	Acc   []hdl.SInt // Cols values of AccW bits
}

// Inputs gives the types of the ports.
func (a Accumulators) Inputs() AccumulatorsIn {
	a = a.nearest()
	return AccumulatorsIn{Tag: TagT(a.Depth), Sum: hdl.Vec(a.Cols, hdl.SIntT(a.SumW))}
}

// Build makes the accumulators.
func (a Accumulators) Build(m *hdl.Module, in AccumulatorsIn) AccumulatorsOut {
	m.Doc("accumulators of an array, one memory a column")
	a.check(m)
	a = a.nearest()

	valid := hdl.RegInit(m, "now_valid", hdl.B(false))
	done := hdl.RegInit(m, "done", hdl.B(false))
	tag := hdl.Reg(m, "now", noValid(TagT(a.Depth)))
	forward := hdl.Reg(m, "forward", hdl.BoolT())
	mark := hdl.Reg(m, "mark_q", hdl.BoolT())
	again := hdl.Name(m, "again", valid.Q().And(in.Tag.Addr.Eq(tag.Q().Addr)))
	m.When(in.En, func() {
		valid.D(in.Tag.Valid)
		tag.D(noValid(in.Tag))
		forward.D(again)
		done.D(valid.Q().And(tag.Q().Last))
		mark.D(tag.Q().Mark)
	})
	now := tag.Q()
	cells := hdl.Grid(m, "column", 1, a.Cols, column{a.Depth, a.SumW, a.AccW}, func(c hdl.Cell, o columnOut) columnIn {
		return columnIn{
			Sum: hdl.Col(c, in.Sum), ReadAddr: in.Tag.Addr,
			Read:      hdl.All(in.Tag.Valid, in.Tag.First.Not(), again.Not()),
			WriteAddr: now.Addr, Write: valid.Q().And(now.Last.Not()),
			First: now.First, Forward: forward.Q(), En: in.En,
		}
	})
	out := AccumulatorsOut{Valid: done.Q(), Mark: mark.Q()}
	for _, o := range cells.All() {
		out.Acc = append(out.Acc, o.Acc)
	}
	return out
}

// entry is a tag without its valid bit, which alone has a reset.
type entry struct {
	Addr              hdl.UInt
	First, Last, Mark hdl.Bool
}

func noValid(t Tag) entry { return entry{t.Addr, t.First, t.Last, t.Mark} }
