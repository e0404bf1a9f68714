// Package buffer is on-chip buffers that several clients share: Unified, and
// PingPong to hand halves of a region from a writer to a reader.
//
// Data flow of Unified:
//
//	read request -> reader: credit -> bank: arbiter -> RAM -> reader: bank
//	   choice, response buffer -> response
//	write request -> bank: arbiter -> RAM
//
// A request is accepted in the cycle in which its bank serves it. So the order
// in which a bank serves requests is the order in which they were accepted,
// responses come back in the order of their requests, and a read sees every
// write that was accepted in an earlier cycle.
package buffer
