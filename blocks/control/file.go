package control

import (
	"slices"

	"npugen/hdl"
)

// File is the registers of Map, and the way to those of RegProgram.
//
// An address that has no register is answered with DECERR. A write of some
// bytes of a register alone, or one that its Access does not allow, is answered
// with SLVERR. Such accesses change nothing and read as 0.
type File struct{}

// FileIn is the accesses, and what the hardware has.
type FileIn struct {
	Write    WordWrite
	ReadAddr hdl.UInt   // in words
	Live     []hdl.UInt // the values of Read and Clear registers, in the order of Map
	Idle     hdl.Bool   // no program runs
}

// FileOut is the answers, and what the host wrote.
type FileOut struct {
	WriteResp hdl.UInt
	ReadResp  hdl.UInt
	ReadData  hdl.UInt
	Stored    []hdl.UInt // the values of Write and Setup registers, in the order of Map
	Program   RegisterWrite
	Written   []hdl.UInt // the bits written in this cycle to Action and Clear registers, in the order of Map
}

// live is whether the hardware has the register's value.
func (a Access) live() bool { return a == Read || a == Clear }

// stored is whether the register keeps what is written.
func (a Access) stored() bool { return a == Write || a == Setup }

// written is whether something follows from the bits that are written.
func (a Access) written() bool { return a == Action || a == Clear }

// of is the registers of Map with that kind of access.
func of(kind func(Access) bool) []Register {
	return slices.DeleteFunc(Map(), func(r Register) bool { return !kind(r.Access) })
}

// Inputs has the live values.
func (File) Inputs() FileIn {
	return FileIn{Write: WordWriteT(), ReadAddr: hdl.UIntT(addrBits - 2), Live: hdl.Vec(len(of(Access.live)), hdl.UIntT(wordBits))}
}

// Build makes what each register's access asks for.
func (File) Build(m *hdl.Module, in FileIn) FileOut {
	m.Doc("registers")
	var out FileOut
	words := hdl.Vec(regProgram/4, hdl.U(0, wordBits))
	var exists, allowed, readable []hdl.Bool
	fromHardware := in.Live
	for _, r := range Map() {
		place := uint64(r.Addr / 4)
		here := hdl.Name(m, r.Name+"_here", in.Write.Addr.Is(place))
		may := here.And(in.Write.Whole, r.allows(in.Idle))
		exists, allowed, readable = append(exists, here), append(allowed, may), append(readable, in.ReadAddr.Is(place))
		write := in.Write.Valid.And(may)
		if r.Access.live() {
			words[place], fromHardware = fromHardware[0], fromHardware[1:]
		}
		if r.Access.stored() {
			q := hdl.RegInit(m, r.Name, hdl.U(0, wordBits))
			m.When(write, func() { q.D(in.Write.Data) })
			words[place] = q.Q()
			out.Stored = append(out.Stored, q.Q())
		}
		if r.Access.written() {
			out.Written = append(out.Written, hdl.Mux(write, in.Write.Data, hdl.U(0, wordBits)))
		}
	}
	program := in.Write.Addr.Bit(registerIndex)
	may := program.And(in.Write.Whole, in.Idle)
	exists, allowed, readable = append(exists, program), append(allowed, may), append(readable, in.ReadAddr.Bit(registerIndex))
	out.Program = RegisterWrite{Valid: in.Write.Valid.And(may), Number: in.Write.Addr.Trunc(registerIndex), Data: in.Write.Data}
	out.ReadData = hdl.Mux(in.ReadAddr.Bit(registerIndex), hdl.U(0, wordBits), hdl.Index(words, in.ReadAddr.Trunc(registerIndex)))
	out.ReadResp = hdl.Mux(hdl.Any(readable...), hdl.U(okay, 2), hdl.U(decErr, 2))
	out.WriteResp = hdl.Mux(hdl.Any(exists...).Not(), hdl.U(decErr, 2), hdl.Mux(hdl.Any(allowed...), hdl.U(okay, 2), hdl.U(slvErr, 2)))
	return out
}

// allows is whether a register may be written.
func (r Register) allows(idle hdl.Bool) hdl.Bool {
	switch r.Access {
	case Read:
		return hdl.B(false)
	case Setup, Action:
		return idle
	}
	return hdl.B(true)
}
