// Package control is the part of the NPU that runs a program: it fetches
// instructions, adds registers to them and hands them to the units, in an
// order that tokens allow.
//
//	memory --beats--> Fetch --line, number--> Dispatch --in program order--+
//	                                                                       |
//	     +-- weight queue --> weight streamer --+                          |
//	     +-- load queue ----> loader -----------+                          |
//	     +-- matrix queue --> matrix unit ------+--Retired--> Queue <------+
//	     +-- vector queue --> vector unit ------+               |  ^
//	     +-- store queue ---> store unit -------+          take,|  |there
//	                                                       give v  |
//	                                                          Tokens
//
// Lite is the registers' bus, AXI4-Lite; Map is the table of all registers,
// from which the decoder, the constants of the host's driver and
// docs/registers.md are made. Unit is all of it.
//
// Latency: 8 cycles from an instruction's beat to its unit (9 where Fetch has a
// RAM), if tokens are there and queues empty. A Done in cycle t lets a waiting
// command go to its unit in cycle t+1. Throughput: an instruction a cycle, in
// each queue and in all together.
package control
