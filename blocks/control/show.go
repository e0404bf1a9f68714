package control

import (
	"fmt"

	"npugen/hdl"
	"npugen/isa"
)

// values is what registers have, by address.
type values map[int]hdl.UInt

// show connects all registers that the hardware has.
func (u Unit) show(v values, live *hdl.Var[[]hdl.UInt], counts BankOut, qs queueStates, tokens TokensOut, d DispatchOut) {
	for addr, n := range map[int]int{
		RegID: ID, RegVersion: Version, RegRows: u.Rows, RegCols: u.Cols, RegLanes: u.Lanes, RegChannels: u.Channels,
		RegVBWords: u.VBWords, RegABRows: u.ABRows, RegSBWords: u.SBWords, RegAccDepth: u.AccDepth,
	} {
		v[addr] = hdl.U(uint64(n), wordBits)
	}
	for i, c := range counts.Count {
		v[regCounters+4*i] = c
	}
	for q := isa.Weight; q < isa.Queues; q++ {
		h := qs.head[Slot(q)]
		v[RegHead(q)] = hdl.Cat(h.Valid, hdl.U(0, HeadValid-HeadRunning-8), h.Running, hdl.U(0, HeadRunning-6), h.Op)
		v[RegHeadNumber(q)] = h.Number
		v[RegHeadMissing(q)] = h.Missing.Ext(wordBits)
	}
	for t := 0; t < isa.Tokens; t += 4 {
		v[RegTokens(t)] = hdl.Cat(tokens.Count[t+3], tokens.Count[t+2], tokens.Count[t+1], tokens.Count[t])
	}
	v[RegDispatch] = hdl.Cat(d.Waits, hdl.U(0, HeadValid-6), d.Op)
	v[RegDispatchNumber] = d.Number
	live.Set(v.list())
}

// list is the values in the order of Map.
func (v values) list() []hdl.UInt {
	var list []hdl.UInt
	for _, r := range of(Access.live) {
		x, ok := v[r.Addr]
		if !ok {
			panic(fmt.Sprintf("control: register %s has no value", r.Name))
		}
		list = append(list, x)
	}
	return list
}

// host is what the host has written.
type host struct{ FileOut }

// registers makes the registers and their bus.
func (u Unit) registers(m *hdl.Module, in UnitIn, live []hdl.UInt, idle hdl.Bool) (host, UnitOut) {
	f := hdl.Wire(m, "file", FileOut{WriteResp: hdl.UIntT(2), ReadResp: hdl.UIntT(2), ReadData: hdl.UIntT(wordBits), Program: RegisterWriteT()})
	bus := hdl.Inst(m, "bus", Lite{}, LiteIn{AW: in.AW, W: in.W, AR: in.AR,
		WriteResp: f.Get().WriteResp, ReadResp: f.Get().ReadResp, ReadData: f.Get().ReadData})
	file := hdl.Inst(m, "registers", File{}, FileIn{Write: bus.Write, ReadAddr: bus.ReadAddr, Live: live, Idle: idle})
	f.Set(FileOut{WriteResp: file.WriteResp, ReadResp: file.ReadResp, ReadData: file.ReadData, Program: file.Program})
	return host{file}, UnitOut{B: bus.B, R: bus.R}
}

// value is that of a register which keeps what is written.
func (h host) value(addr int) hdl.UInt { return h.Stored[place(addr, Access.stored)] }

// action is whether bit 0 of a register is written as 1, in this cycle.
func (h host) action(addr int) hdl.Bool { return h.Written[place(addr, Access.written)].Bit(0) }

// place is a register's place among those of a kind.
func place(addr int, kind func(Access) bool) int {
	for i, r := range of(kind) {
		if r.Addr == addr {
			return i
		}
	}
	panic(fmt.Sprintf("control: no such register at 0x%03x", addr))
}
