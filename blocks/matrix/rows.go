package matrix

import (
	"npugen/blocks/bundle"
	"npugen/hdl"
)

// activations is the buffer of activations: one write port, and one read port
// that the store unit has when the array does not need it.
type activations struct{ bundle.Shape }

type activationsIn struct {
	Rows bundle.RowWrite
	Read hdl.Bool // the array wants row Addr
	Addr hdl.UInt
	Want hdl.Source[hdl.UInt] // row numbers that the store unit wants
}

type activationsOut struct {
	Row   bundle.Row // the row that was read last, from the next cycle on
	Given hdl.Bool   // it is the one that the store unit wanted
}

func (a activations) Inputs() activationsIn {
	return activationsIn{Rows: a.RowWriteT(), Addr: a.RowAddrT(), Want: hdl.StreamT(a.RowAddrT())}
}

func (a activations) Build(m *hdl.Module, in activationsIn) activationsOut {
	m.Doc("buffer of activations")
	rows := hdl.Mem(m, "rows", a.ABRows, a.RowT())
	m.When(in.Rows.Valid, func() { rows.Write(in.Rows.Addr, in.Rows.Row) })
	given := in.Want.Accept(in.Read.Not())
	row := rows.ReadSync("row", hdl.Mux(in.Read, in.Addr, in.Want.Data()), in.Read.Or(given))
	return activationsOut{Row: row, Given: hdl.RegNextInit(m, "given_q", given, hdl.B(false))}
}
