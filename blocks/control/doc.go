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
// Latency, in cycles: 8 from an instruction's beat to its queue; 1 in an empty
// queue; none from there to the unit where the tokens are there. A Done in
// cycle t lets a waiting command go in cycle t+1. Throughput: an instruction a
// cycle, in each queue and in all together.
package control
