// Package report counts what a design is made of: ports, parameters, register
// and memory bits, multipliers and lines of Verilog of every module, how often
// each occurs, and the totals of the chip.
//
//	ir.Design --[New]--> Report --[json.Marshal]--> for programs
//	                            --[String]--------> for people
//
// A module's own numbers are without its instances; the totals count every
// instance of every module. Modules are those of the Verilog, tiles included.
package report
