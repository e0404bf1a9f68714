// Package quant turns exact sums into narrow integers in hardware: the fixed
// point step of package model/quant, bit for bit.
//
//	x (AccW, signed) --*mult--> product --round to 2^shift--> --saturate--> y (OutW)
//	      cycle 0               1                            2             3
//
// Each column has its own mult and shift, which travel with the data, so they
// may change from one vector to the next.
package quant
