// Package hbm is a memory controller for a channel of high-bandwidth memory,
// generated from a timing profile (package profile).
//
// Data flow of a Channel (channel.go):
//
//	read and write lanes -> address mapping (address.go) -> the pseudo-channel
//	  -> Pseudo: its read and its write queue (queue.go)
//	       -> each frame of 4 cycles, from registers alone (frame.go):
//	            a line to start    (column.go)
//	            a row command      (row.go: activate, precharge; refresh.go)
//	          under the direction of the bus (direction.go), the oldest overdue
//	          request (urgent.go) and the times since earlier commands
//	          (history.go)
//	       -> frame registers (output.go) -> the two command buses -> PHY
//	PHY -> halves of lines -> lines with their tags (return.go)
//
// All distances between commands are computed from profile.Rules when the
// hardware is built; none is written down in it.
//
// A line is 64 bytes, two bursts in one row. What is accepted is ordered: a read
// sees the writes accepted before it and none accepted after it. The order is
// kept by waiting, not by forwarding: a request remembers which entries of the
// other queue hold its line when it enters, and goes after them; two writes of a
// line go in the order of their age, because both wait for the same reads, want
// the same row, and the oldest of a row goes first.
//
// Packages around it: ecc (error correction and scrubbing), stripe (several
// channels and restored order), monitor (counters). Package verif/hbm has the
// memory, two timing checkers, traffic and measurements; docs/hbm.md the
// figures.
package hbm
