package config

// Config is a chip as its architect describes it. Every Config that Parse
// returns keeps the ranges of [Fields] and the rules of [Rules].
type Config struct {
	Name    string
	Summary string

	Array         Array
	Types         Types
	Accumulators  Accumulators
	UnifiedBuffer UnifiedBuffer
	Requant       Requant
	NPU           NPU
	ClockMHz      int
}

// Array is the systolic array of multiply-accumulate cells.
type Array struct {
	Rows int // along the reduction
	Cols int // one output each
}

// Types are the widths of numbers, in bits, all signed.
type Types struct {
	ActWidth, WeightWidth, AccWidth int
}

// Accumulators collect the sums that leave the array.
type Accumulators struct {
	Depth int // entries per column
}

// UnifiedBuffer holds activations on the chip.
type UnifiedBuffer struct {
	Bytes int
	Banks int
}

// Requant turns sums into activations: y = saturate(round(x * mult / 2^shift)).
type Requant struct {
	MultBits  int // width of mult, unsigned
	ShiftBits int // width of shift: 0 .. 2^ShiftBits-1
}

// NPU is what the whole chip has around the array. Its clock is the memory's.
type NPU struct {
	Lanes          int    // elements of a word of the vector buffer
	VectorWords    int    // words of the vector buffer
	ActivationRows int    // rows of the activation buffer
	Scalars        int    // fp32 numbers for reductions
	Vectors        int    // of one product
	TopK           int    // most elements that an instruction finds
	Tile           int    // side of a tile of the array, 0 for the usual
	Queue          int    // commands that wait for each unit
	Channels       int    // of memory
	Entries        int    // read and write entries of a memory controller
	Memory         string // profile of the memory
}
