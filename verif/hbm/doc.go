// Package hbm runs and checks the memory controller of blocks/hbm.
//
// Hardware, for all simulators:
//
//	System   controller (and error correction) + Device + Checker
//	Striped  the same for several channels, AXI behind an AXI slave
//	Device   the memory: rows, data, latency
//	Checker  the timing rules, from profile.Rules, on the command buses
//
// In Go:
//
//	Options -> Run -> Result   traffic (Pattern, ReadTrace) through the injector
//	    and a System: utilisation, latency, violations, the command log
//	Brute    a second checker, of the command log, with distances of its own
//	Integrity  random traffic with data, compared byte by byte
//
// docs/hbm.md has the figures and the commands that make them.
package hbm
