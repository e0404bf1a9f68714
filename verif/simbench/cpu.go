package simbench

import "npugen/hdl"

// cpu is a single-cycle RV32I core (the integer instructions without fence,
// ecall and the byte and half-word accesses) that sorts random numbers for
// ever: the control-heavy design.
type cpu struct{}

// opcodes of RV32I (RISC-V Unprivileged ISA, chapter 37).
const (
	opLoad   = 0x03
	opImm    = 0x13
	opAUIPC  = 0x17
	opStore  = 0x23
	opReg    = 0x33
	opLUI    = 0x37
	opBranch = 0x63
	opJALR   = 0x67
	opJAL    = 0x6f
)

const ramWords = 64

func (cpu) Inputs() hdl.None { return hdl.None{} }

func (cpu) Build(m *hdl.Module, _ hdl.None) Out {
	program := sortForever()
	pc := hdl.RegInit(m, "pc", hdl.U(0, 32))
	rom := hdl.Mem(m, "rom", 64, hdl.UIntT(32), hdl.MemInit(program))
	insn := rom.Read("insn", pc.Q().Bits(7, 2))
	d := decode(insn)

	regs := hdl.Mem(m, "regs", 32, hdl.UIntT(32))
	read := func(name string, n hdl.UInt) hdl.UInt {
		return hdl.Mux(n.Is(0), hdl.U(0, 32), regs.Read(name, n))
	}
	a := hdl.Name(m, "a", read("rs1_word", insn.Bits(19, 15)))
	b := hdl.Name(m, "b", read("rs2_word", insn.Bits(24, 20)))

	second := hdl.Mux(d.is(opReg), b, d.imm)
	result := hdl.Name(m, "result", alu(d, a, second))
	address := hdl.Name(m, "address", a.AddWrap(d.imm))
	ram := hdl.Mem(m, "ram", ramWords, hdl.UIntT(32))
	loaded := ram.Read("loaded", address.Bits(7, 2))
	m.When(d.is(opStore), func() { ram.Write(address.Bits(7, 2), b) })

	next := hdl.Name(m, "next", pc.Q().AddWrap(hdl.U(4)))
	back := hdl.Wire(m, "back", hdl.UIntT(32))
	back.Set(result)
	hdl.Switch(m, d.opcode).
		Case(opLoad, func() { back.Set(loaded) }).
		Case(opLUI, func() { back.Set(d.imm) }).
		Case(opAUIPC, func() { back.Set(pc.Q().AddWrap(d.imm)) }).
		Cases([]int{opJAL, opJALR}, func() { back.Set(next) })
	writes := hdl.Any(d.is(opLoad), d.is(opImm), d.is(opAUIPC), d.is(opReg), d.is(opLUI), d.is(opJAL), d.is(opJALR))
	rd := insn.Bits(11, 7)
	m.When(writes.And(rd.Is(0).Not()), func() { regs.Write(rd, back.Get()) })

	pc.D(next)
	taken := hdl.Name(m, "taken", d.is(opBranch).And(branch(d.funct3, a, b)))
	m.When(taken.Or(d.is(opJAL)), func() {
		pc.D(pc.Q().AddWrap(d.imm))
	}).Elsewhen(d.is(opJALR), func() {
		pc.D(hdl.Cat(address.Bits(31, 1), hdl.U(0, 1)))
	})
	return digest(m, pc.Q(), hdl.Mux(writes, back.Get(), hdl.U(0, 32)))
}

// decoded is an instruction taken apart.
type decoded struct {
	opcode, funct3 hdl.UInt
	alt            hdl.Bool // subtract, or shift with the sign
	imm            hdl.UInt
}

func (d decoded) is(op uint64) hdl.Bool { return d.opcode.Is(op) }

func decode(x hdl.UInt) decoded {
	d := decoded{opcode: x.Bits(6, 0), funct3: x.Bits(14, 12), alt: x.Bit(30)}
	signed := func(u hdl.UInt) hdl.UInt { return u.AsSInt().Ext(32).AsUInt() }
	immI := signed(x.Bits(31, 20))
	immS := signed(hdl.Cat(x.Bits(31, 25), x.Bits(11, 7)))
	immB := signed(hdl.Cat(x.Bit(31), x.Bit(7), x.Bits(30, 25), x.Bits(11, 8), hdl.B(false)))
	immU := hdl.Cat(x.Bits(31, 12), hdl.U(0, 12))
	immJ := signed(hdl.Cat(x.Bit(31), x.Bits(19, 12), x.Bit(20), x.Bits(30, 21), hdl.B(false)))
	d.imm = hdl.Mux(d.is(opStore), immS, hdl.Mux(d.is(opBranch), immB, hdl.Mux(d.is(opJAL), immJ,
		hdl.Mux(d.is(opLUI).Or(d.is(opAUIPC)), immU, immI))))
	return d
}

func alu(d decoded, a, b hdl.UInt) hdl.UInt {
	amount := b.Bits(4, 0)
	bit := func(c hdl.Bool) hdl.UInt { return c.AsUInt().Ext(32) }
	subtract := d.alt.And(d.is(opReg))
	return hdl.Index([]hdl.UInt{
		hdl.Mux(subtract, a.SubWrap(b), a.AddWrap(b)),
		a.ShlVar(amount),
		bit(a.AsSInt().Lt(b.AsSInt())),
		bit(a.Lt(b)),
		a.Xor(b),
		hdl.Mux(d.alt, a.AsSInt().ShrVar(amount).AsUInt(), a.ShrVar(amount)),
		a.Or(b),
		a.And(b),
	}, d.funct3)
}

// branch is whether a branch with this funct3 is taken: eq, ne, -, -, lt, ge,
// ltu, geu.
func branch(funct3, a, b hdl.UInt) hdl.Bool {
	eq, lt, ltu := a.Eq(b), a.AsSInt().Lt(b.AsSInt()), a.Lt(b)
	return hdl.Index([]hdl.Bool{eq, eq.Not(), hdl.B(false), hdl.B(false), lt, lt.Not(), ltu, ltu.Not()}, funct3)
}
