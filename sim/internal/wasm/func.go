package wasm

// Func is a function under construction.
type Func struct {
	Index uint32 // for Call

	name   string
	typ    uint32
	params uint32
	locals []Type
	code   []byte
	Ops    int // instructions so far
}

// Local declares a local variable and returns its index. Parameters come
// first.
func (f *Func) Local(t Type) uint32 {
	f.locals = append(f.locals, t)
	return f.params + uint32(len(f.locals)-1)
}

func (f *Func) encode() []byte {
	var groups []byte
	n := 0
	for i := 0; i < len(f.locals); {
		j := i
		for j < len(f.locals) && f.locals[j] == f.locals[i] {
			j++
		}
		groups = append(uleb(groups, uint64(j-i)), byte(f.locals[i]))
		i = j
		n++
	}
	body := append(uleb(nil, uint64(n)), groups...)
	body = append(body, f.code...)
	return append(body, 0x0b)
}

// Mark is the present end of the code, for Insert.
func (f *Func) Mark() int { return len(f.code) }

// Capture runs write and returns the code it wrote instead of appending it.
func (f *Func) Capture(write func()) []byte {
	at := len(f.code)
	write()
	code := append([]byte(nil), f.code[at:]...)
	f.code = f.code[:at]
	return code
}

// Take returns the code so far and leaves the function empty.
func (f *Func) Take() []byte {
	code := f.code
	f.code = nil
	return code
}

// Append puts captured code at the end.
func (f *Func) Append(code []byte) { f.code = append(f.code, code...) }

// Insert puts captured code at a mark.
func (f *Func) Insert(mark int, code []byte) {
	f.code = append(f.code[:mark], append(code, f.code[mark:]...)...)
}

// Op writes an instruction without operands.
func (f *Func) Op(op Op) {
	f.Ops++
	f.code = append(f.code, byte(op))
}

// I32 pushes a constant.
func (f *Func) I32(v int32) {
	f.Op(opI32Const)
	f.code = sleb(f.code, int64(v))
}

// I64 pushes a constant.
func (f *Func) I64(v int64) {
	f.Op(opI64Const)
	f.code = sleb(f.code, v)
}

// V128 pushes a constant of 16 bytes, given as two words, the low one first.
func (f *Func) V128(lo, hi uint64) {
	f.simd(v128Const)
	for _, w := range [2]uint64{lo, hi} {
		for i := range 8 {
			f.code = append(f.code, byte(w>>(8*i)))
		}
	}
}

// Get pushes a local variable.
func (f *Func) Get(local uint32) { f.index(opLocalGet, local) }

// Set pops into a local variable.
func (f *Func) Set(local uint32) { f.index(opLocalSet, local) }

// Tee copies the top of the stack to a local variable.
func (f *Func) Tee(local uint32) { f.index(opLocalTee, local) }

// Call calls a function.
func (f *Func) Call(index uint32) { f.index(opCall, index) }

// Break leaves the depth-th enclosing block, or repeats it if it is a loop.
func (f *Func) Break(depth uint32) { f.index(opBr, depth) }

// BreakIf is Break when the popped value is not 0.
func (f *Func) BreakIf(depth uint32) { f.index(opBrIf, depth) }

func (f *Func) index(op Op, i uint32) {
	f.Op(op)
	f.code = uleb(f.code, uint64(i))
}

// Loop opens a loop, which Until closes, in a block: Break(1) directly inside
// leaves the loop.
func (f *Func) Loop() {
	f.open(opBlock)
	f.open(opLoop)
}

// Until closes a loop, which ends when the popped value is not 0. The way back is
// a branch without a condition: wazero makes another block for one that has both a
// condition and local variables to take along, and then tests what was compared.
func (f *Func) Until() {
	f.BreakIf(1)
	f.Break(0)
	f.End()
	f.End()
}

// If opens a conditional without a result; EndIf closes it.
func (f *Func) If() { f.open(opIf) }

func (f *Func) open(op Op) {
	f.Op(op)
	f.code = append(f.code, 0x40)
}

// Else begins what a conditional does otherwise; End closes it.
func (f *Func) Else() { f.Op(opElse) }

// End closes what was opened last.
func (f *Func) End() { f.Op(opEnd) }

// EndIf closes a conditional. The else branch, although empty, is written out:
// wazero forgets which addresses are within bounds where one is implied.
func (f *Func) EndIf() {
	f.Else()
	f.End()
}

// Mem writes a load or store at a constant offset from the popped address.
func (f *Func) Mem(op Op, offset uint32) {
	f.Op(op)
	f.code = append(f.code, 0)
	f.code = uleb(f.code, uint64(offset))
}

// SIMD writes a vector instruction without operands.
func (f *Func) SIMD(op SIMDOp) { f.simd(op) }

func (f *Func) simd(op SIMDOp) {
	f.Op(prefixSIMD)
	f.code = uleb(f.code, uint64(op))
}

// SIMDMem writes a vector load or store.
func (f *Func) SIMDMem(op SIMDOp, offset uint32) {
	f.simd(op)
	f.code = append(f.code, 0)
	f.code = uleb(f.code, uint64(offset))
}

// SIMDLane writes an extract or replace of one lane.
func (f *Func) SIMDLane(op SIMDOp, lane int) {
	f.simd(op)
	f.code = append(f.code, byte(lane))
}

// Shuffle chooses 16 bytes of two vectors.
func (f *Func) Shuffle(lanes [16]byte) {
	f.simd(I8x16Shuffle)
	f.code = append(f.code, lanes[:]...)
}
