package ir

import (
	"fmt"
	"math/big"
)

// Loc is a place in the user's source. Pkg is the import path of the file's
// package; File is the path the compiler recorded.
type Loc struct {
	File string
	Pkg  string
	Line int
}

func (l Loc) IsZero() bool   { return l.File == "" }
func (l Loc) String() string { return fmt.Sprintf("%s:%d", l.File, l.Line) }

// Design is an elaborated hierarchy.
type Design struct {
	Modules []*Module // children before parents; Top is the last
	Top     *Module
}

// Module is one definition, elaborated once for its parameters.
type Module struct {
	Name   string  // Verilog identifier, unique in the design
	Def    string  // Go type it was built from, such as systolic.PE
	Doc    string  // one line for the header, may be empty
	Params []Param // fields of the Go type in order
	Loc    Loc     // of its Build method

	Signals []*Signal // ports first, each group in declaration order
	Mems    []*Mem
	Insts   []*Inst
	Asserts []*Assertion
	Unused  []*Node // values the user declared unused on purpose

	// NoInline asks tools that flatten to keep this module whole (tiles of
	// large grids).
	NoInline bool
}

// Param is one field of a module's parameter struct.
type Param struct{ Name, Value string }

// Kind says what a signal is and where its value comes from.
type Kind uint8

const (
	Input   Kind = iota // port, driven from outside
	Output              // port, driven by Drive
	Wire                // named net, driven by Drive
	Reg                 // register, next value in Drive
	InstOut             // net driven by an instance's output port
	MemOut              // net driven by a memory's read port
)

// Class separates clocks from data.
type Class uint8

const (
	Data Class = iota
	Clock
)

// Type is the type of one element of a signal.
type Type struct {
	Width  int // bits, at least 1
	Signed bool
	Bool   bool  // a single condition rather than a number; Width is 1
	Class  Class // Clock has Width 1
	Enum   *Enum // named values, nil for plain numbers
}

// Enum is a Go enumeration used as a signal type. Members are in Go order.
type Enum struct {
	Name    string // Go type name, such as State
	Width   int
	Members []Member
}

// Member is one named value.
type Member struct {
	Name  string // as the Go String method prints it
	Value uint64
}

// Signal is a named net, port or register.
type Signal struct {
	Name  string // Verilog identifier, unique in the module; an Output may share it with the signal that is its whole Drive
	Kind  Kind
	Type  Type
	Count int  // elements, at least 1; element 0 is in the low bits
	Vec   bool // declared as a vector (a vector may have one element)
	Loc   Loc

	// Drive has one node per element: the value of an Output or Wire, or the
	// next value of a Reg. Nil for the other kinds.
	Drive []*Node

	// For a Reg.
	Clock *Signal    // an Input of class Clock in the same module
	Reset *Node      // 1-bit, active high; nil for a register without reset
	Async bool       // reset acts at once rather than at the clock edge
	Init  []*big.Int // reset value per element; nil without reset
	Sync  bool       // first flop of a synchroniser: may sample another clock domain

	Named bool // Wire the user asked for by name, kept by clean-up passes
}

// Bits is the total width of all elements.
func (s *Signal) Bits() int { return s.Type.Width * s.Count }

// IsPort reports whether the signal is an input or output of its module.
func (s *Signal) IsPort() bool { return s.Kind == Input || s.Kind == Output }

// Node is one pure expression. Nodes form a DAG; sharing is by pointer.
type Node struct {
	Op     Op
	Width  int
	Signed bool
	Bool   bool
	Args   []*Node

	Val    *big.Int     // OpConst: raw bits, 0 <= Val < 2^Width
	Enum   *Enum        // OpConst of an enumeration: prints as its member
	Sig    *Signal      // OpRef
	Elem   int          // OpRef: which element
	Lo     int          // OpSlice: lowest bit
	Labels [][]*big.Int // OpCase: values (raw bits of Args[0]) that choose Args[1+i]

	Hint string // a name to use when the node must be named (a Go variable, a bundle field); may be empty
	Loc  Loc
}

// Mem is one memory array: Depth words of Width bits.
type Mem struct {
	Name  string
	Width int
	Depth int
	Lane  int        // bits per write-enable; Width when words are written whole
	Init  []*big.Int // power-up contents, nil for none; may be shorter than Depth
	Loc   Loc

	Reads  []*ReadPort
	Writes []*WritePort
}

// AddrWidth is the width of the addresses of a memory: ceil(log2 Depth), at
// least 1.
func (m *Mem) AddrWidth() int { return AddrWidth(m.Depth) }

// AddrWidth is the number of bits that address depth words, at least 1.
func AddrWidth(depth int) int {
	return max(1, big.NewInt(int64(depth-1)).BitLen())
}

// ReadPort reads one word. An asynchronous port (Clock nil) follows Addr at
// once and reads 0 beyond the depth. A synchronous port captures the word at
// the clock edge when En is 1 and holds it otherwise; a write to the same word
// at the same edge is not seen (read-first). A synchronous read beyond the
// depth is an assertion failure and its value is 0.
type ReadPort struct {
	Clock *Signal // nil for an asynchronous port
	En    *Node   // 1 bit, nil means always
	Addr  *Node   // AddrWidth bits
	Out   *Signal // Kind MemOut, Count 1
	Loc   Loc
}

// WritePort writes one word at the clock edge when En is 1: the lanes whose
// Mask bit is 1, or all when Mask is nil. A write beyond the depth is ignored.
// When several ports with one clock write the same word, the last in order
// wins, lane by lane.
type WritePort struct {
	Clock *Signal
	En    *Node // 1 bit, nil means always
	Addr  *Node
	Data  *Node
	Mask  *Node // Width/Lane bits, bit 0 for the low lane; nil for all
	Loc   Loc
}

// Inst is an instance of a module, or a regular grid of instances.
type Inst struct {
	Name   string
	Module *Module
	Grid   *Grid  // nil for a single instance
	Ins    []Conn // one per Input of Module, in the order of its Signals
	Outs   []Out  // one per Output of Module, in the order of its Signals
	Loc    Loc
}

// Grid is the shape of a regular array: Rows rows, row r with Base + Step*r
// cells. Step is 0 for a rectangle, 1 or -1 for the triangles that skew and
// deskew. Cells are numbered row by row.
type Grid struct{ Rows, Base, Step int }

// RowLen is the number of cells in row r.
func (g Grid) RowLen(r int) int { return g.Base + g.Step*r }

// RowStart is the number of the first cell of row r.
func (g Grid) RowStart(r int) int { return g.Base*r + g.Step*(r*(r-1)/2) }

// Cells is the number of cells.
func (g Grid) Cells() int { return g.RowStart(g.Rows) }

// Cols is the length of the longest row.
func (g Grid) Cols() int {
	if g.Rows == 0 {
		return 0
	}
	return max(g.RowLen(0), g.RowLen(g.Rows-1))
}

// ConnKind says how the cells of a grid get the values of one input port.
type ConnKind uint8

const (
	ConnAll   ConnKind = iota // every cell the same value; the only kind of a single instance
	ConnRow                   // cell (r,c) gets the r-th value
	ConnCol                   // cell (r,c) gets the c-th value
	ConnCell                  // every cell its own value, in cell order
	ConnWest                  // cell (r,c) gets output From of cell (r,c-1); the first of a row the r-th value
	ConnEast                  // from cell (r,c+1); the last of a row the r-th value
	ConnNorth                 // from cell (r-1,c); row 0 the c-th value (rectangles only)
	ConnSouth                 // from cell (r+1,c); the last row the c-th value (rectangles only)
)

// Conn drives one input port. Values holds nodes, Port.Count of them for each
// value the kind asks for.
type Conn struct {
	Port   *Signal // Input of the instance's module
	Kind   ConnKind
	Values []*Node
	From   *Signal // Output of the instance's module, for the neighbour kinds
}

// Out receives one output port: a net of kind InstOut with Port.Count
// elements for each cell, cell 0 first.
type Out struct {
	Port *Signal // Output of the instance's module
	Net  *Signal
}

// AssertKind separates what must hold, what may be relied on and what should
// be seen to happen.
type AssertKind uint8

const (
	Assert AssertKind = iota
	Assume
	Cover
)

// Assertion is checked at each edge of Clock while Reset is 0: when When is 1,
// Cond must be 1 (Assert, Assume) or is counted (Cover).
type Assertion struct {
	Kind  AssertKind
	Name  string
	Clock *Signal
	Reset *Node // nil for none
	When  *Node // nil for always
	Cond  *Node
	Msg   string
	Loc   Loc
}
