// Package ecc protects the lines of a memory channel: single errors in a word
// of 64 bits are corrected, double errors are detected (SECDED, 72 bits stored
// for 64).
//
// Data flow of Guard, which stands between a client and a channel with
// hbm.Config.ECC:
//
//	write of whole words -> Encode -> channel
//	write of parts of a word -> a slot: read the line, correct it, put the
//	    bytes in, write the words that changed
//	scrubber -> a slot, without bytes: write back what had to be corrected
//	channel -> Decode -> client, with counters
//
// The code is Hsiao's (M. Y. Hsiao, A Class of Optimal Minimum Odd-weight-column
// SEC-DED Codes, IBM J. R&D 14(4), 1970): the columns of the check matrix are
// the 56 of weight 3 and 8 of weight 5, so a double error has an even syndrome.
package ecc
