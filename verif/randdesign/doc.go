// Package randdesign writes random legal hardware in the language of package
// hdl, so that the language, its lowering, the Verilog and the simulators can
// be compared on designs that nobody thought of.
//
//	seed -> Design.Build
//	  scope     the values that may be read at this point, by type and clock domain
//	  uint, sint, bool   a random expression of a wanted width over the scope
//	  block     registers and wires assigned under When, Elsewhen, Switch
//	  memory, instance, grid, pipe   structure
//	  outputs   some values as they are, and a hash of everything else
//
// A design is legal by construction: a value enters the scope only when all it
// depends on is there, so no loop exists without a register; outputs of grid
// cells that travel east or north are registers; domains meet only in RegSync;
// and synchronous reads stay within the depth. The same seed is the same
// design for ever within one version of this package.
package randdesign
