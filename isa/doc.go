// Package isa describes the instructions of the NPU, once, for all who need
// them: the decoder in hardware, the assembler, the functional model and the
// reference page are made from the same tables.
//
// An instruction is a line of 64 bytes, 16 words of 32 bits, little endian.
// Words 0 to 2 are the same for all: the operation, the tokens it waits for and
// gives, and the words to which registers are added. The meaning of words 3 to
// 15 is a table of fields an operation (fields.go).
//
//	word 0   [5:0] operation, [19:8] wait, [31:20] signal
//	word 1   three modifiers of 9 bits: [3:0] word, [8:4] register; word 0: none
//	word 2   three more
//
// Package isa imports nothing of the project, so every room may use it.
package isa
