// Package monitor counts what a memory channel does.
//
// It watches the ports and the buses of an hbm.Channel and changes nothing:
//
//	reads accepted ---> time by tag --+
//	lines delivered ------------------+-> latency: sum, greatest, histogram
//	command buses -> lines, activates, precharges, refreshes, turnarounds
//
// The counters are read through one port, a register a clock; Registers is
// their map.
package monitor
