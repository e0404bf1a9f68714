// Package npu is the generated chip: the units of blocks/vector, matrix, dma
// and control, wired to each other.
//
//	host --AXI4-Lite--> control --commands--> streamer, loader, matrix, vector, store
//	host --AXI4-------> memory <--beats--> HBM controllers --PHY--> memory devices
//	memory --weights--> matrix --words--> vector --rows--> matrix, memory
//
// What the chip does, instruction by instruction, is said by docs/npu.md; the
// registers by docs/registers.md.
package npu
