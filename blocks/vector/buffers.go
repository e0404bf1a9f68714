package vector

import (
	"npugen/blocks/bundle"
	"npugen/blocks/mem"
	"npugen/hdl"
)

// port is a write of a word of the vector buffer.
type port struct {
	En   hdl.Bool
	Word bundle.Word
	Mask hdl.UInt // a bit for each lane
}

// buffer is one copy of the vector buffer, which one operand is read from.
func (z size) buffer(m *hdl.Module, name string, w port, read hdl.Bool, addr hdl.UInt) []hdl.UInt {
	ram := mem.SimpleDual{Words: z.VBWords, Width: 32 * z.Lanes, Lane: 32}
	out := hdl.Inst(m, name, ram, mem.SimpleDualIn{
		WEn: w.En, WAddr: w.Word.Addr, WData: hdl.Pack(w.Word.Data), Mask: hdl.Unpack(hdl.Vec(z.Lanes, hdl.BoolT()), w.Mask),
		REn: read, RAddr: addr,
	})
	return hdl.Unpack(hdl.Vec(z.Lanes, word32()), out.RData)
}

// scalars is one copy of the scalar buffer.
func (z size) scalars(m *hdl.Module, w Scalar, read hdl.Bool, addr hdl.UInt) hdl.UInt {
	return hdl.Inst(m, "sb", mem.SimpleDual{Words: z.SBWords, Width: 32}, mem.SimpleDualIn{
		WEn: w.Valid, WAddr: w.Addr, WData: w.Y, REn: read, RAddr: addr,
	}).RData
}

// arbitrated is the one write of a cycle: the unit's own, else of the matrix
// unit, else of the loader.
func (z size) arbitrated(own port, matrix, load hdl.Source[bundle.Word]) port {
	matrix.Accept(own.En.Not())
	load.Accept(hdl.Any(own.En, matrix.Valid()).Not())
	result := matrix.Data()
	mask := hdl.U(1, 1).Rep(z.Lanes)
	for _, part := range result.Mask {
		mask = hdl.Mux(matrix.Valid(), part, mask)
	}
	result.Mask = nil
	other := hdl.Mux(matrix.Valid(), result, load.Data())
	return port{
		En:   hdl.Any(own.En, matrix.Valid(), load.Valid()),
		Word: hdl.Mux(own.En, own.Word, other),
		Mask: hdl.Mux(own.En, own.Mask, mask),
	}
}
