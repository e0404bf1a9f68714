package systolic

import "npugen/hdl"

// column is the accumulator of one column: a memory that is read in one cycle
// and written in the next.
type column struct {
	Depth int `hdl:"d"`
	SumW  int `hdl:"s"`
	AccW  int `hdl:"acc"`
}

type columnIn struct {
	Sum       hdl.SInt
	ReadAddr  hdl.UInt // one cycle before Sum
	Read      hdl.Bool // the entry will be added to
	WriteAddr hdl.UInt // with Sum, as all that follows
	Write     hdl.Bool // store the new total
	First     hdl.Bool // Sum is the new total
	Forward   hdl.Bool // add to the total of the cycle before, which the read missed
	En        hdl.Bool
}

type columnOut struct{ Acc hdl.SInt }

func (c column) Inputs() columnIn {
	addr := hdl.UIntT(indexWidth(c.Depth))
	return columnIn{Sum: hdl.SIntT(c.SumW), ReadAddr: addr, WriteAddr: addr}
}

func (c column) Build(m *hdl.Module, in columnIn) columnOut {
	m.Doc("accumulator memory of one column with its adder")
	acc := hdl.Reg(m, "acc", hdl.SIntT(c.AccW))
	entries := hdl.Mem(m, "entries", c.Depth, hdl.SIntT(c.AccW))
	stored := entries.ReadSync("stored", in.ReadAddr, in.En.And(in.Read))
	before := hdl.Mux(in.First, hdl.S(0, c.AccW), hdl.Mux(in.Forward, acc.Q(), stored))
	total := before.AddWrap(in.Sum.Ext(c.AccW))
	m.When(in.En, func() {
		acc.D(total)
		m.When(in.Write, func() { entries.Write(in.WriteAddr, total) })
	})
	return columnOut{Acc: acc.Q()}
}
