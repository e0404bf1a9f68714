// Package stripe spreads a wide address space over several channels, for
// clients that stream.
//
// A beat is one line of every channel, at the same place in each. Data flow:
//
//	read address -> a copy for each channel -> Restorer: a slot in its buffer
//	    -> hbm.Channel -> lines out of order -> the slot -> lines in order
//	    -> joined to a beat
//	write beat -> its lines, one for each channel -> hbm.Channel
//
// Channels run apart by as much as their buffers hold, so that a refresh in one
// does not stop the others.
package stripe
