// Package asm is the text form of programs.
//
//	text --[Assemble]--> instructions --[Text]--> text
//
// An instruction is a line: the operation, then fields that are not 0.
//
//	MATMUL m=1 kt=4 nt=12 last_rows=16 d=128 wait=t3 signal=t4,t5 mod=d+r3
//	MAP a=64 len=64 n0=1 n1=1 fn=silu keep=1 c1=0.125   # a comment
//
// A value is decimal, 0x and hexadecimal, the name of one of the field's values
// (docs/isa.md), or, of c1 and c2, a decimal fraction; 0x there is the bits.
// wait and signal are lists of tokens; mod is a list of registers that are added
// to the word of a field. What is no instruction at all is 16 words:
//
//	WORDS 0x0000003f 0x00000000 ...
package asm
