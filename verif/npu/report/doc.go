// Package report says where the cycles and the energy of a run went.
//
//	[]npu.Step, compile.Program --[New]--> Run --> Operators   cycles by layer and operator
//	                                           --> WriteTrace  every instruction, for trace viewers
//	                                           --> WriteRoofline  products against memory and array, as SVG
//	                                           --> Energy      of counted events
package report
