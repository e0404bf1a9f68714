package control

import (
	"fmt"

	"npugen/isa"
)

// Access is what the host may do with a register.
type Access string

// The kinds of registers. A write that is not allowed is answered with SLVERR
// and changes nothing.
const (
	Read   Access = "read"                            // what the hardware has
	Write  Access = "read, write"                     // at any time
	Setup  Access = "read, write when idle"           // not while a program runs
	Action Access = "write 1 when idle"               // reads as 0
	Clear  Access = "read, write 1 to clear the bits" // set by the hardware
)

// Register is 32 bits at an address in bytes.
type Register struct {
	Addr   int
	Name   string
	Access Access
	Doc    string
}

// The addresses of registers, in bytes. Those that follow each other have the
// first one's and a function.
const (
	RegID              = 0x000
	RegVersion         = 0x004
	RegRows            = 0x008
	RegCols            = 0x00c
	RegLanes           = 0x010
	RegChannels        = 0x014
	RegVBWords         = 0x018
	RegABRows          = 0x01c
	RegSBWords         = 0x020
	RegAccDepth        = 0x024
	RegStartLine       = 0x040
	RegDoorbell        = 0x044
	RegStatus          = 0x048
	RegErrorOp         = 0x04c
	RegErrorNumber     = 0x050
	RegInterruptEnable = 0x054
	RegInterrupt       = 0x058
	RegResult          = 0x05c
	regCounters        = 0x100
	regHeads           = 0x200
	regTokens          = 0x280
	RegDispatch        = 0x290
	RegDispatchNumber  = 0x294
	regProgram         = 0x800 // the upper half of all addresses
)

// The values of RegID and RegVersion.
const (
	ID      = 0x4e505531 // "NPU1"
	Version = 1
)

// The bits of RegStatus.
const (
	StatusBusy  = 1 << 0
	StatusDone  = 1 << 1
	StatusError = 1 << 2
)

// The bits of RegHead and RegDispatch: the operation lowest.
const (
	HeadRunning = 8  // lowest bit of the number of commands that run
	HeadValid   = 31 // there is one
)

// addrBits is the bits of an address that registers use.
const addrBits = 12

// RegProgram is the address of register i, which modifiers add. It may be
// written when idle, and reads as 0.
func RegProgram(i int) int { return regProgram + 4*i }

// RegHead is the address of a queue's oldest command; its number and the
// tokens it misses follow.
func RegHead(q isa.Queue) int { return regHeads + 16*Slot(q) }

// RegHeadNumber is the address of its number in the program.
func RegHeadNumber(q isa.Queue) int { return RegHead(q) + 4 }

// RegHeadMissing is the address of the tokens that it waits for, a bit each.
func RegHeadMissing(q isa.Queue) int { return RegHead(q) + 8 }

// RegTokens is the address of the word with the counter of token t, which has
// 8 bits from bit t%4*8 on.
func RegTokens(t int) int { return regTokens + t/4*4 }

// Map is all registers, in the order of their addresses, but those of RegProgram,
// which are behind them.
func Map() []Register {
	regs := []Register{
		{RegID, "id", Read, fmt.Sprintf("0x%08x", ID)},
		{RegVersion, "version", Read, fmt.Sprintf("of this map: %d", Version)},
		{RegRows, "rows", Read, "R: rows of the array"},
		{RegCols, "cols", Read, "C: columns of the array"},
		{RegLanes, "lanes", Read, "L: elements of a word of the vector buffer"},
		{RegChannels, "channels", Read, "channels of memory; a beat is 64 bytes of each"},
		{RegVBWords, "vb_words", Read, "words of the vector buffer"},
		{RegABRows, "ab_rows", Read, "rows of the activation buffer"},
		{RegSBWords, "sb_words", Read, "scalars"},
		{RegAccDepth, "acc_depth", Read, "vectors of a MATMUL"},
		{RegStartLine, "start_line", Setup, "address of the program in memory, in lines of 64 bytes"},
		{RegDoorbell, "doorbell", Action, "starts the program at start_line; counters and tokens begin at 0"},
		{RegStatus, "status", Read, "bit 0: busy, a program runs; bit 1: done, the last program has ended; bit 2: error, it ended at an unknown operation"},
		{RegErrorOp, "error_op", Read, "the unknown operation"},
		{RegErrorNumber, "error_number", Read, "its number in the program"},
		{RegInterruptEnable, "interrupt_enable", Write, "bit 0: the interrupt port follows bit 0 of interrupt"},
		{RegInterrupt, "interrupt", Clear, "bit 0: a program has ended"},
		{RegResult, "result", Read, "index that the last ARGMAX found, or the first of the last TOPK"},
	}
	for i, c := range Counters() {
		regs = append(regs, Register{regCounters + 4*i, "count_" + c.Name, Read, c.Doc})
	}
	for q := isa.Weight; q < isa.Queues; q++ {
		name := q.String() + "_head"
		regs = append(regs,
			Register{RegHead(q), name, Read, fmt.Sprintf("oldest command of the %s queue: bits 5 to 0 operation, 15 to 8 commands that run, 31 there is one that waits", q)},
			Register{RegHeadNumber(q), name + "_number", Read, "its number in the program"},
			Register{RegHeadMissing(q), name + "_missing", Read, "the tokens that it waits for and that are not there, a bit each"})
	}
	for t := 0; t < isa.Tokens; t += 4 {
		regs = append(regs, Register{RegTokens(t), fmt.Sprintf("tokens_%d", t), Read, fmt.Sprintf("counters %d to %d, 8 bits each, the first lowest", t, t+3)})
	}
	return append(regs,
		Register{RegDispatch, "dispatch", Read, "instruction that waits for a place in its queue, or at the end for the units: bits 5 to 0 operation, 31 there is one"},
		Register{RegDispatchNumber, "dispatch_number", Read, "its number in the program"})
}
