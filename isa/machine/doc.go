// Package machine is the functional model of the NPU: it executes a program,
// one instruction after the other, bit for bit as docs/npu.md says.
//
//	program, weights --> Memory --[New, Start]--> Machine --[Step]--> Step, Step, ... END
//	                                                 |
//	                                  VB, AB, SB, weight FIFO, Best
//
// A Step has the instruction with its registers added and the hash of what it
// wrote, the same that the hardware gives when it retires it. Step.Spans and the
// machine's buffers name the elements that were written.
//
// The hardware runs instructions out of order; package order checks that the
// program's tokens make that the same as this order.
//
// Illegal programs are errors that name the instruction, the field, its value
// and what is allowed: places and addresses (package access), reads of what was
// never written, tokens and weights that are not there.
package machine
