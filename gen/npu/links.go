package npu

import (
	"npugen/blocks/bundle"
	"npugen/blocks/control"
	"npugen/blocks/matrix"
	"npugen/blocks/vector"
	"npugen/hdl"
)

// links is what flows against the order in which the units are made: their
// near ends. The far ends are in outputs.
type links struct {
	stream hdl.Sink[bundle.Stream]
	load   hdl.Sink[bundle.Load]
	store  hdl.Sink[bundle.Store]
	fetch  hdl.Sink[hdl.UInt]
	ahead  hdl.Sink[bundle.Matmul]
	matmul hdl.Sink[bundle.Matmul]
	vector hdl.Sink[bundle.Vector]

	row      *hdl.Var[bundle.Row]
	rowValid *hdl.Var[hdl.Bool]
	rows     *hdl.Var[bundle.RowWrite]
}

// far is the other ends.
type far struct {
	stream hdl.Source[bundle.Stream]
	load   hdl.Source[bundle.Load]
	store  hdl.Source[bundle.Store]
	fetch  hdl.Source[hdl.UInt]
	ahead  hdl.Source[bundle.Matmul]
	matmul hdl.Source[bundle.Matmul]
	vector hdl.Source[bundle.Vector]

	row      bundle.Row
	rowValid hdl.Bool
	rows     bundle.RowWrite
}

func (l *links) declare(m *hdl.Module, s bundle.Shape) (f far) {
	l.stream, f.stream = hdl.NewStream(m, "stream", bundle.T[bundle.Stream]())
	l.load, f.load = hdl.NewStream(m, "load", bundle.T[bundle.Load]())
	l.store, f.store = hdl.NewStream(m, "store", bundle.T[bundle.Store]())
	l.fetch, f.fetch = hdl.NewStream(m, "fetch", s.BeatAddrT())
	l.ahead, f.ahead = hdl.NewStream(m, "ahead", bundle.T[bundle.Matmul]())
	l.matmul, f.matmul = hdl.NewStream(m, "matmul", bundle.T[bundle.Matmul]())
	l.vector, f.vector = hdl.NewStream(m, "map", bundle.T[bundle.Vector]())

	l.row = hdl.Wire(m, "row", s.RowT())
	l.rowValid = hdl.Wire(m, "row_valid", hdl.BoolT())
	l.rows = hdl.Wire(m, "rows", s.RowWriteT())
	f.row, f.rowValid, f.rows = l.row.Get(), l.rowValid.Get(), l.rows.Get()
	return f
}

func (l *links) connect(c control.UnitOut, mat matrix.UnitOut, vec vector.UnitOut) {
	l.stream.Connect(c.Weight)
	l.load.Connect(c.Load)
	l.store.Connect(c.Store)
	l.fetch.Connect(c.Read)
	l.ahead.Connect(c.Ahead)
	l.matmul.Connect(c.Matrix)
	l.vector.Connect(c.Vector)
	l.row.Set(mat.Row)
	l.rowValid.Set(mat.RowValid)
	l.rows.Set(vec.Rows)
}
