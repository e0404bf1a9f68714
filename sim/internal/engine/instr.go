package engine

import "npugen/hdl/ir"

type opcode uint16

// The instructions on values of up to 64 bits. d, a, b, c are the first words
// of the slots; m is the mask of the result unless said otherwise; sext(a) is
// a<<sa>>sa as a signed number.
const (
	opAndM   opcode = iota // d = a & m
	opNot                  // d = ^a & m
	opAnd                  // d = a & b
	opOr                   // d = a | b
	opXor                  // d = a ^ b
	opAdd                  // d = (a + b) & m
	opSub                  // d = (a - b) & m
	opMul                  // d = (a * b) & m
	opMulS                 // d = (sext(a) * sext(b)) & m
	opMac                  // d = (c + a*b) & m
	opMacS                 // d = (c + sext(a)*sext(b)) & m
	opDiv                  // d = a / b, m when b is 0
	opDivS                 // the same, signed: sext(a) / sext(b)
	opRem                  // d = a % b, a when b is 0
	opRemS                 // the same, signed
	opEq                   // d = a == b
	opNe                   // d = a != b
	opLt                   // d = a < b
	opLe                   // d = a <= b
	opLtS                  // d = sext(a) < sext(b)
	opLeS                  // d = sext(a) <= sext(b)
	opRedAnd               // d = a == m
	opRedOr                // d = a != 0
	opRedXor               // d = parity of a
	opShl                  // d = (a << b) & m
	opShr                  // d = a >> b
	opSar                  // d = (sext(a) >> b) & m
	opShlI                 // d = (a << sb) & m
	opShrI                 // d = (a >> sb) & m
	opSarI                 // d = (sext(a) >> sb) & m
	opCat                  // d = a << sb | b
	opMux                  // d = a != 0 ? b : c
	opEqI                  // d = a == m
	opNeI                  // d = a != m

	// Instructions with a side table at index x.
	opCase    // tables.cases
	opIndex   // tables.indexes
	opGather  // tables.gathers
	opMemRead // tables.memReads
	opWide    // tables.wides
)

// instr is one instruction over n lanes.
type instr struct {
	op         opcode
	sa, sb     uint8
	n          int32
	d, a, b, c int32
	m          uint64
	x          int32
}

// tables hold what does not fit an instr.
type tables struct {
	cases    []caseTable
	indexes  []indexTable
	gathers  [][]run
	memReads []asyncRead
	wides    []wide
}

// caseTable chooses one of several sources by the value of the selector a:
// lut when the selector is narrow, else labels.
type caseTable struct {
	lut    []int32
	labels map[uint64]int32
	deflt  int32
	words  int32
}

// indexTable chooses the source by number; 0 beyond the last.
type indexTable struct {
	sources []int32
	words   int32
}

// run copies n values of the given words from src, src+step, ... to dst on.
type run struct{ dst, src, n, step, words int32 }

// asyncRead is an asynchronous memory port: d = mem[a].
type asyncRead struct {
	mem  *memory
	addr slot
}

// wide is an instruction on values above 64 bits.
type wide struct {
	node *ir.Node
	op   ir.Op
	d    slot
	args []slot
}
