package isa

import (
	"encoding/binary"
	"fmt"
)

// Instruction is the words of an instruction.
type Instruction [Words]uint32

// New is an instruction with all other fields 0.
func New(op Op) Instruction { return Instruction{uint32(op)} }

// Op is the operation.
func (in Instruction) Op() Op { return Op(in[0] & 0x3f) }

// Lookup finds a field of an operation, the header's included.
func Lookup(op Op, name string) (Field, bool) {
	for _, list := range [2][]Field{header, fields[op]} {
		for _, f := range list {
			if f.Name == name {
				return f, true
			}
		}
	}
	return Field{}, false
}

// Mask is the bits of a word that the field has.
func (f Field) Mask() uint32 { return uint32(1<<f.Bits-1) << f.Lo }

// Get is a field's value. A name that the operation does not have is 0.
func (in Instruction) Get(name string) uint32 {
	f, ok := Lookup(in.Op(), name)
	if !ok {
		return 0
	}
	return in[f.Word] & f.Mask() >> f.Lo
}

// Set sets a field. A name that the operation does not have and a value that
// does not fit are errors.
func (in *Instruction) Set(name string, v uint32) error {
	f, ok := Lookup(in.Op(), name)
	if !ok {
		return fmt.Errorf("%v has no field %q", in.Op(), name)
	}
	if v&^(f.Mask()>>f.Lo) != 0 {
		return fmt.Errorf("%s %d: want at most %d", name, v, f.Mask()>>f.Lo)
	}
	in[f.Word] = in[f.Word]&^f.Mask() | v<<f.Lo
	return nil
}

// Modifier adds a register to a word when the instruction is dispatched.
type Modifier struct {
	Word     int // 1 to 15; 0 is no modifier
	Register int // 0 to Registers-1
}

// Modifier is the i-th modifier, 0 to Modifiers-1.
func (in Instruction) Modifier(i int) Modifier {
	bits := in[1+i/2] >> (i % 2 * 16)
	return Modifier{Word: int(bits & 15), Register: int(bits >> 4 & (Registers - 1))}
}

// Added is the registers that the modifiers add.
func (in Instruction) Added() (registers []int) {
	for i := range Modifiers {
		if m := in.Modifier(i); m.Word != 0 {
			registers = append(registers, m.Register)
		}
	}
	return registers
}

// Modify adds a modifier in the first free place.
func (in *Instruction) Modify(m Modifier) error {
	if m.Word < 3 || m.Word >= Words || m.Register < 0 || m.Register >= Registers {
		return fmt.Errorf("register %d added to word %d: want registers below %d, words 3 to %d", m.Register, m.Word, Registers, Words-1)
	}
	for i := range Modifiers {
		if in.Modifier(i).Word == 0 {
			in[1+i/2] |= uint32(m.Word|m.Register<<4) << (i % 2 * 16)
			return nil
		}
	}
	return fmt.Errorf("more than %d modifiers", Modifiers)
}

// Resolved is the instruction with the registers added.
func (in Instruction) Resolved(registers *[Registers]uint32) Instruction {
	for i := range Modifiers {
		if m := in.Modifier(i); m.Word >= 3 {
			in[m.Word] += registers[m.Register]
		}
	}
	return in
}

// Append adds the instruction's bytes.
func (in Instruction) Append(b []byte) []byte {
	for _, w := range in {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

// Read takes an instruction from the first Bytes bytes of b.
func Read(b []byte) Instruction {
	var in Instruction
	for i := range in {
		in[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return in
}
