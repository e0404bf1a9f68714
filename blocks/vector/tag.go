package vector

import "npugen/hdl"

// Tag says what becomes of a word after its lanes.
type Tag struct {
	ID         hdl.UInt // of its operation
	Quant, Arg hdl.Bool // the operation; none of them: MAP
	Top        hdl.Bool
	Red        hdl.UInt
	Keep       hdl.Bool
	D          hdl.UInt // word of the vector buffer, or row of the activation buffer
	Off, Count hdl.UInt // first lane with an element, and how many have one
	Long       hdl.Bool // the row's sum needs the accumulator
	Mix        hdl.UInt // additions that join the partial sums: 0, 1 or 2 levels
	First      hdl.Bool // word of a row, or of a group of QUANT
	Last       hdl.Bool
	End        hdl.Bool   // last word of the operation
	Slot       hdl.UInt   // place of the word in its group
	Start      []hdl.UInt // lane in which the group starts; nothing: 0
	S          hdl.UInt   // scalar of the row
	Scaled     hdl.Bool   // it is a factor of the scales of QUANT
}

// ToBin is a word before it meets operand b.
type ToBin struct {
	Tag
	B, Bin hdl.UInt // word of b; the operation
}

// ToFn is a word before the function.
type ToFn struct {
	ToBin
	Fn hdl.UInt
}

// Step is a word before its lanes.
type Step struct {
	ToFn
	Pre hdl.UInt
}

// Fetch is a word whose first operands are being read.
type Fetch struct {
	Step
	Rot  hdl.UInt // lanes by which operand a moves down
	Swap hdl.Bool
}

// Whole is the result of a row, a group or an operation.
type Whole struct {
	ID  hdl.UInt
	End hdl.Bool // the last of the operation
}

func wholeT() Whole { return Whole{ID: hdl.UIntT(flightBits)} }

func (t Tag) whole() Whole { return Whole{t.ID, t.End} }
