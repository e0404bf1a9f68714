package wasm

// Op is an instruction of one byte.
type Op byte

// The instructions in use, by their names in the specification.
const (
	opBlock    Op = 0x02
	opLoop     Op = 0x03
	opIf       Op = 0x04
	opElse     Op = 0x05
	opEnd      Op = 0x0b
	opBr       Op = 0x0c
	opBrIf     Op = 0x0d
	Return     Op = 0x0f
	opCall     Op = 0x10
	Drop       Op = 0x1a
	Select     Op = 0x1b
	opLocalGet Op = 0x20
	opLocalSet Op = 0x21
	opLocalTee Op = 0x22

	I32Load    Op = 0x28
	I64Load    Op = 0x29
	I32Load8U  Op = 0x2d
	I32Load16U Op = 0x2f
	I64Load8U  Op = 0x31
	I64Load16U Op = 0x33
	I64Load32U Op = 0x35
	I32Store   Op = 0x36
	I64Store   Op = 0x37
	I32Store8  Op = 0x3a
	I32Store16 Op = 0x3b
	I64Store8  Op = 0x3c
	I64Store16 Op = 0x3d
	I64Store32 Op = 0x3e

	opI32Const Op = 0x41
	opI64Const Op = 0x42

	I32Eqz Op = 0x45
	I32Eq  Op = 0x46
	I32Ne  Op = 0x47
	I32LtS Op = 0x48
	I32LtU Op = 0x49
	I32GtS Op = 0x4a
	I32GtU Op = 0x4b
	I32LeS Op = 0x4c
	I32LeU Op = 0x4d
	I32GeS Op = 0x4e
	I32GeU Op = 0x4f
	I64Eqz Op = 0x50
	I64Eq  Op = 0x51
	I64Ne  Op = 0x52
	I64LtS Op = 0x53
	I64LtU Op = 0x54
	I64GtS Op = 0x55
	I64GtU Op = 0x56
	I64LeS Op = 0x57
	I64LeU Op = 0x58
	I64GeS Op = 0x59
	I64GeU Op = 0x5a

	I32Popcnt Op = 0x69
	I32Add    Op = 0x6a
	I32Sub    Op = 0x6b
	I32Mul    Op = 0x6c
	I32DivS   Op = 0x6d
	I32DivU   Op = 0x6e
	I32RemS   Op = 0x6f
	I32RemU   Op = 0x70
	I32And    Op = 0x71
	I32Or     Op = 0x72
	I32Xor    Op = 0x73
	I32Shl    Op = 0x74
	I32ShrS   Op = 0x75
	I32ShrU   Op = 0x76
	I32Rotl   Op = 0x77
	I64Popcnt Op = 0x7b
	I64Add    Op = 0x7c
	I64Sub    Op = 0x7d
	I64Mul    Op = 0x7e
	I64DivS   Op = 0x7f
	I64DivU   Op = 0x80
	I64RemS   Op = 0x81
	I64RemU   Op = 0x82
	I64And    Op = 0x83
	I64Or     Op = 0x84
	I64Xor    Op = 0x85
	I64Shl    Op = 0x86
	I64ShrS   Op = 0x87
	I64ShrU   Op = 0x88
	I64Rotl   Op = 0x89

	I32WrapI64    Op = 0xa7
	I64ExtendI32S Op = 0xac
	I64ExtendI32U Op = 0xad
	I32Extend8S   Op = 0xc0
	I32Extend16S  Op = 0xc1
	I64Extend8S   Op = 0xc2
	I64Extend16S  Op = 0xc3
	I64Extend32S  Op = 0xc4

	prefixSIMD Op = 0xfd
)

// SIMDOp is an instruction on 128-bit vectors.
type SIMDOp uint32

// The vector instructions in use. Those that exist for every lane width are
// found by SIMDFor.
const (
	V128Load     SIMDOp = 0x00
	V128Store    SIMDOp = 0x0b
	v128Const    SIMDOp = 0x0c
	I8x16Shuffle SIMDOp = 0x0d
	I8x16Splat   SIMDOp = 0x0f
	I16x8Splat   SIMDOp = 0x10
	I32x4Splat   SIMDOp = 0x11
	I64x2Splat   SIMDOp = 0x12

	I8x16ExtractU  SIMDOp = 0x16
	I8x16Replace   SIMDOp = 0x17
	I16x8ExtractU  SIMDOp = 0x19
	I16x8Replace   SIMDOp = 0x1a
	I32x4Extract   SIMDOp = 0x1b
	I32x4Replace   SIMDOp = 0x1c
	I64x2Extract   SIMDOp = 0x1d
	I64x2Replace   SIMDOp = 0x1e
	V128Load32Zero SIMDOp = 0x5c
	V128Load64Zero SIMDOp = 0x5d

	V128Not     SIMDOp = 0x4d
	V128And     SIMDOp = 0x4e
	V128AndNot  SIMDOp = 0x4f
	V128Or      SIMDOp = 0x50
	V128Xor     SIMDOp = 0x51
	V128Select  SIMDOp = 0x52
	V128AnyTrue SIMDOp = 0x53

	I8x16Popcnt  SIMDOp = 0x62
	I8x16Bitmask SIMDOp = 0x64
	I8x16NarrowS SIMDOp = 0x65
	I8x16NarrowU SIMDOp = 0x66
	I16x8NarrowS SIMDOp = 0x85
	I16x8NarrowU SIMDOp = 0x86
	I16x8Mul     SIMDOp = 0x95
	I32x4Mul     SIMDOp = 0xb5
	I64x2Mul     SIMDOp = 0xd5
)

// Lanewise is an operation that exists for every lane width.
type Lanewise int

// The lane-wise operations. The extensions give the half of the lanes of twice
// the width named; they and the extended multiplications exist for results of
// 2, 4 and 8 bytes.
const (
	Eq Lanewise = iota
	Ne
	LtS
	LtU
	LeS
	LeU
	Neg
	Shl
	ShrS
	ShrU
	Add
	Sub
	ExtendLowS
	ExtendHighS
	ExtendLowU
	ExtendHighU
	ExtMulLowS
	ExtMulHighS
	ExtMulLowU
	ExtMulHighU
	lanewiseCount
)

// None marks a combination that has no instruction.
const None SIMDOp = ^SIMDOp(0)

// SIMDFor is the instruction of an operation on lanes of 1, 2, 4 or 8 bytes,
// None if there is none.
func SIMDFor(op Lanewise, bytes int) SIMDOp {
	table := [lanewiseCount][4]SIMDOp{
		Eq:   {0x23, 0x2d, 0x37, 0xd6},
		Ne:   {0x24, 0x2e, 0x38, 0xd7},
		LtS:  {0x25, 0x2f, 0x39, 0xd8},
		LtU:  {0x26, 0x30, 0x3a, None},
		LeS:  {0x29, 0x33, 0x3d, 0xda},
		LeU:  {0x2a, 0x34, 0x3e, None},
		Neg:  {0x61, 0x81, 0xa1, 0xc1},
		Shl:  {0x6b, 0x8b, 0xab, 0xcb},
		ShrS: {0x6c, 0x8c, 0xac, 0xcc},
		ShrU: {0x6d, 0x8d, 0xad, 0xcd},
		Add:  {0x6e, 0x8e, 0xae, 0xce},
		Sub:  {0x71, 0x91, 0xb1, 0xd1},

		ExtendLowS:  {None, 0x87, 0xa7, 0xc7},
		ExtendHighS: {None, 0x88, 0xa8, 0xc8},
		ExtendLowU:  {None, 0x89, 0xa9, 0xc9},
		ExtendHighU: {None, 0x8a, 0xaa, 0xca},
		ExtMulLowS:  {None, 0x9c, 0xbc, 0xdc},
		ExtMulHighS: {None, 0x9d, 0xbd, 0xdd},
		ExtMulLowU:  {None, 0x9e, 0xbe, 0xde},
		ExtMulHighU: {None, 0x9f, 0xbf, 0xdf},
	}
	i := map[int]int{1: 0, 2: 1, 4: 2, 8: 3}[bytes]
	return table[op][i]
}
