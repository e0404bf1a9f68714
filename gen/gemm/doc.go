// Package gemm computes matrix products on the generated engine, in the
// simulator, cycle by cycle.
//
//	gen.Plan --> commands --+
//	weights, activations  --+--> feeds --> engine --> results --> matrix
//	factors               --+      |                     |
//	                               +---> Recording <-----+
//
// A Machine is an elaborated engine, a Session one that has been reset and
// computes products one after the other. Streams offer a datum in every cycle
// unless Stalls say otherwise. A Recording holds every input of every cycle,
// so that the same run can be repeated in another simulator.
package gemm
