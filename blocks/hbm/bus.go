package hbm

import (
	"math/bits"

	"npugen/blocks/hbm/profile"
	"npugen/hdl"
)

// RowCommand is one slot of the row command bus: ACT, PRE, PREA, REFSB or
// REFAB. ACT takes the next slot too.
type RowCommand struct {
	Valid hdl.Bool
	PC    hdl.UInt // pseudo-channel, 1 bit
	Cmd   hdl.UInt // profile.Command, 4 bits
	Bank  hdl.UInt // bank group in the upper bits
	Row   hdl.UInt // of ACT
}

// ColCommand is one slot of the column command bus: RD, RDA, WR or WRA.
type ColCommand struct {
	Valid  hdl.Bool
	PC     hdl.UInt // pseudo-channel, 1 bit
	Cmd    hdl.UInt // profile.Command, 4 bits
	Bank   hdl.UInt
	Column hdl.UInt // in bursts
}

// commandBits is the width of a profile.Command on a bus.
const commandBits = 4

// RowCommandT is the type of a row command for a geometry.
func RowCommandT(g profile.Geometry) RowCommand {
	return RowCommand{PC: hdl.UIntT(1), Cmd: hdl.UIntT(commandBits), Bank: hdl.UIntT(log2(g.Banks())), Row: hdl.UIntT(log2(g.Rows))}
}

// ColCommandT is the type of a column command for a geometry.
func ColCommandT(g profile.Geometry) ColCommand {
	return ColCommand{PC: hdl.UIntT(1), Cmd: hdl.UIntT(commandBits), Bank: hdl.UIntT(log2(g.Banks())), Column: hdl.UIntT(log2(g.Columns()))}
}

// Code is a command as the buses carry it.
func Code(c profile.Command) hdl.UInt { return hdl.U(uint64(c), commandBits) }

// Is is true for the slots that hold one of the commands.
func (c RowCommand) Is(cmds ...profile.Command) hdl.Bool { return isOne(c.Valid, c.Cmd, cmds) }

// Is is true for the slots that hold one of the commands.
func (c ColCommand) Is(cmds ...profile.Command) hdl.Bool { return isOne(c.Valid, c.Cmd, cmds) }

func isOne(valid hdl.Bool, code hdl.UInt, cmds []profile.Command) hdl.Bool {
	var any []hdl.Bool
	for _, c := range cmds {
		any = append(any, code.Is(uint64(c)))
	}
	return valid.And(hdl.Any(any...))
}

// log2 is the number of bits that n values take; n is a power of two.
func log2(n int) int { return max(1, bits.Len(uint(n-1))) }
