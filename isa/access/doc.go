// Package access says what an instruction reads and writes, and whether it is
// legal, from the instruction alone: no data is needed.
//
//	instruction, Shape --[Of]--> Spans of VB, AB, SB and memory, or an Error
//	instruction        --[Rows]--> the rows of MAP, QUANT and STORE
//
// The functional model checks with it that what is read was written; package
// order checks that tokens order what may not overlap. All instructions are
// taken with their registers added (isa.Instruction.Resolved).
package access
