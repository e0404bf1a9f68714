package simbench

// The program of the cpu, assembled by hand. Registers: 1 the random state, 2
// and 3 addresses, 4 and 5 words, 6 the end address, 7 a flag, 8 scratch, 10 the
// checksum.

func rType(funct7, rs2, rs1, funct3, rd uint32) uint64 {
	return uint64(funct7<<25 | rs2<<20 | rs1<<15 | funct3<<12 | rd<<7 | opReg)
}

func iType(opcode uint32, imm int32, rs1, funct3, rd uint32) uint64 {
	return uint64(uint32(imm)&0xfff<<20 | rs1<<15 | funct3<<12 | rd<<7 | opcode)
}

func store(imm int32, rs2, rs1 uint32) uint64 {
	i := uint32(imm)
	return uint64(i>>5&0x7f<<25 | rs2<<20 | rs1<<15 | 2<<12 | i&0x1f<<7 | opStore)
}

func bType(offset int32, rs2, rs1, funct3 uint32) uint64 {
	i := uint32(offset)
	return uint64(i>>12&1<<31 | i>>5&0x3f<<25 | rs2<<20 | rs1<<15 | funct3<<12 | i>>1&0xf<<8 | i>>11&1<<7 | opBranch)
}

func jal(offset int32, rd uint32) uint64 {
	i := uint32(offset)
	return uint64(i>>20&1<<31 | i>>1&0x3ff<<21 | i>>11&1<<20 | i>>12&0xff<<12 | rd<<7 | opJAL)
}

func lui(imm, rd uint32) uint64 { return uint64(imm<<12 | rd<<7 | opLUI) }

func addi(rd, rs1 uint32, imm int32) uint64 { return iType(opImm, imm, rs1, 0, rd) }

func load(rd, rs1 uint32, imm int32) uint64 { return iType(opLoad, imm, rs1, 2, rd) }

const (
	funct3Sll  = 1
	funct3Srl  = 5
	funct3Xor  = 4
	funct3Ne   = 1
	funct3Geu  = 7
	funct3Bltu = 6
)

// sortForever fills the memory with random words, sorts them with bubble sort,
// adds them up, and starts again.
func sortForever() []uint64 {
	const end = 4 * ramWords
	return []uint64{
		/*  0 */ lui(0x12345, 1),
		/*  1 */ addi(1, 1, 0x678),
		/*  2 */ addi(10, 0, 0),
		/*  3 */ addi(6, 0, end),
		// fill: x1 = xorshift32(x1); mem[x2] = x1
		/*  4 */ addi(2, 0, 0),
		/*  5 */ iType(opImm, 13, 1, funct3Sll, 8),
		/*  6 */ rType(0, 8, 1, funct3Xor, 1),
		/*  7 */ iType(opImm, 17, 1, funct3Srl, 8),
		/*  8 */ rType(0, 8, 1, funct3Xor, 1),
		/*  9 */ iType(opImm, 5, 1, funct3Sll, 8),
		/* 10 */ rType(0, 8, 1, funct3Xor, 1),
		/* 11 */ store(0, 1, 2),
		/* 12 */ addi(2, 2, 4),
		/* 13 */ bType(-8*4, 6, 2, funct3Bltu),
		// pass: exchange neighbours out of order until there are none
		/* 14 */ addi(7, 0, 0),
		/* 15 */ addi(2, 0, 0),
		/* 16 */ load(4, 2, 0),
		/* 17 */ load(5, 2, 4),
		/* 18 */ bType(4*4, 4, 5, funct3Geu),
		/* 19 */ store(0, 5, 2),
		/* 20 */ store(4, 4, 2),
		/* 21 */ addi(7, 0, 1),
		/* 22 */ addi(2, 2, 4),
		/* 23 */ addi(3, 2, 4),
		/* 24 */ bType(-8*4, 6, 3, funct3Bltu),
		/* 25 */ bType(-11*4, 0, 7, funct3Ne),
		// sum: the checksum is a fold of the sorted words
		/* 26 */ addi(2, 0, 0),
		/* 27 */ load(4, 2, 0),
		/* 28 */ rType(0, 4, 10, 0, 10),
		/* 29 */ iType(opImm, 1, 10, funct3Sll, 8),
		/* 30 */ rType(0, 8, 10, funct3Xor, 10),
		/* 31 */ addi(2, 2, 4),
		/* 32 */ bType(-5*4, 6, 2, funct3Bltu),
		/* 33 */ jal(-29*4, 0),
	}
}
