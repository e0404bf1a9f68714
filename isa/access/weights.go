package access

import (
	"npugen/blocks/bundle"
	"npugen/isa"
)

// WeightRows is the rows that a STREAM puts into the weight FIFO or a MATMUL
// takes from it; 0 for other operations.
func WeightRows(s bundle.Shape, in isa.Instruction) uint64 {
	switch in.Op() {
	case isa.STREAM:
		return uint64(in.Get("rows"))
	case isa.MATMUL:
		return uint64(in.Get("nt")) * TileRows(s, in)
	}
	return 0
}

// TileRows is the rows, those of scales included, that a MATMUL takes for each
// of its tiles along the outputs.
func TileRows(s bundle.Shape, in isa.Instruction) uint64 {
	kt := uint64(in.Get("kt"))
	if kt == 0 {
		return 0
	}
	rows := (kt-1)*uint64(s.Rows) + uint64(in.Get("last_rows"))
	if in.Get("plain") == 0 {
		rows += 4 * kt
	}
	return rows
}
