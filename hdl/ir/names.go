package ir

import "fmt"

var kindNames = [...]string{
	Input: "input", Output: "output", Wire: "wire", Reg: "reg",
	InstOut: "inst", MemOut: "mem",
}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

var connNames = [...]string{
	ConnAll: "all", ConnRow: "row", ConnCol: "col", ConnCell: "cell",
	ConnWest: "west", ConnEast: "east", ConnNorth: "north", ConnSouth: "south",
}

func (k ConnKind) String() string {
	if int(k) < len(connNames) {
		return connNames[k]
	}
	return fmt.Sprintf("connection %d", uint8(k))
}

// Neighbour reports whether cells get the value from the cell beside them.
func (k ConnKind) Neighbour() bool { return k >= ConnWest && k <= ConnSouth }

var assertNames = [...]string{Assert: "assert", Assume: "assume", Cover: "cover"}

func (k AssertKind) String() string {
	if int(k) < len(assertNames) {
		return assertNames[k]
	}
	return fmt.Sprintf("assertion %d", uint8(k))
}

// String is the type of one element: bool, uint<8>, sint<32>, clock or the
// name of an enum.
func (t Type) String() string {
	switch {
	case t.Class == Clock:
		return "clock"
	case t.Enum != nil:
		return t.Enum.Name
	}
	return typeName(t.Width, t.Signed, t.Bool)
}

func typeName(width int, signed, isBool bool) string {
	switch {
	case isBool:
		return "bool"
	case signed:
		return fmt.Sprintf("sint<%d>", width)
	}
	return fmt.Sprintf("uint<%d>", width)
}
