package vector

import "npugen/hdl"

// Listed is an entry of the list of TOPK: a key, 0 if there is none, and the
// element that it comes from.
type Listed struct{ Key, Index hdl.UInt }

func listedT() Listed { return Listed{word32(), word32()} }

// entry is a place of a sorted list. A new entry goes behind all whose keys are
// not less, the others move down a place, and what is in the last is lost. An
// insertion takes a cycle.
type entry struct{}

type entryIn struct {
	En, Clear, Shift hdl.Bool // at most one of Clear and Shift; neither: insert New
	New              Listed
	Above            Listed   // the place before
	Kept             hdl.Bool // and it keeps what it has
	Below            Listed   // the place after
}

type entryOut struct {
	Listed
	Keeps hdl.Bool // New goes behind this place
}

func (entry) Inputs() entryIn {
	return entryIn{New: listedT(), Above: listedT(), Below: listedT()}
}

func (entry) Build(m *hdl.Module, in entryIn) entryOut {
	m.Doc("place of a sorted list")
	q := hdl.Reg(m, "place", listedT())
	keeps := q.Q().Key.Ge(in.New.Key)
	m.When(in.En, func() {
		m.When(in.Clear, func() {
			q.D(Listed{hdl.U(0, 32), hdl.U(0, 32)})
		}).Elsewhen(in.Shift, func() {
			q.D(in.Below)
		}).Elsewhen(keeps.Not(), func() {
			q.D(hdl.Mux(in.Kept, in.New, in.Above))
		})
	})
	return entryOut{q.Q(), keeps}
}

// list is n places, the greatest key first. Of equal keys the one that came
// first is first.
func list(m *hdl.Module, n int, clear, shift, insert hdl.Bool, x Listed) []Listed {
	none := []Listed{{hdl.U(0, 32), hdl.U(0, 32)}}
	cells := hdl.Grid(m, "list", 1, n, entry{}, func(c hdl.Cell, o entryOut) entryIn {
		return entryIn{
			En: hdl.Any(clear, shift, insert), Clear: clear, Shift: shift, New: x,
			Above: hdl.West(c, o.Listed, none), Kept: hdl.West(c, o.Keeps, []hdl.Bool{hdl.B(true)}),
			Below: hdl.East(c, o.Listed, none),
		}
	})
	var places []Listed
	for _, o := range cells.All() {
		places = append(places, o.Listed)
	}
	return places
}
