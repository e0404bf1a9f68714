// Package axi is an AXI4 slave in front of a memory (AMBA AXI and ACE protocol
// specification, IHI 0022): Port for any that gives beats back in order, Slave
// for a channel of package hbm.
//
// Data flow:
//
//	AR -> a beat a clock -> stripe.Restorer -> channel -> lines in order -> R
//	      id, last, response of each beat ----------- queue -----------------> R
//	AW, W -> a beat a clock -> channel; after the last beat -> queue -> B
//
// All reads return in the order of their addresses, so also those of one id. A
// write is answered when the channel has accepted its last beat; from then on
// every read sees it.
package axi
