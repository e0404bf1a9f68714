package engine

import "math/bits"

// run executes instructions in order.
func (e *Engine) run(code []instr) {
	st := e.st
	for i := range code {
		in := &code[i]
		if in.n != 1 {
			e.lanes(in)
			continue
		}
		switch in.op {
		case opAndM:
			st[in.d] = st[in.a] & in.m
		case opNot:
			st[in.d] = ^st[in.a] & in.m
		case opAnd:
			st[in.d] = st[in.a] & st[in.b]
		case opOr:
			st[in.d] = st[in.a] | st[in.b]
		case opXor:
			st[in.d] = st[in.a] ^ st[in.b]
		case opAdd:
			st[in.d] = (st[in.a] + st[in.b]) & in.m
		case opSub:
			st[in.d] = (st[in.a] - st[in.b]) & in.m
		case opMul:
			st[in.d] = st[in.a] * st[in.b] & in.m
		case opMulS:
			st[in.d] = uint64(sext(st[in.a], in.sa)*sext(st[in.b], in.sb)) & in.m
		case opMac:
			st[in.d] = (st[in.c] + st[in.a]*st[in.b]) & in.m
		case opMacS:
			st[in.d] = (st[in.c] + uint64(sext(st[in.a], in.sa)*sext(st[in.b], in.sb))) & in.m
		case opDiv, opDivS, opRem, opRemS:
			st[in.d] = divide(in, st[in.a], st[in.b])
		case opEq:
			st[in.d] = bit(st[in.a] == st[in.b])
		case opNe:
			st[in.d] = bit(st[in.a] != st[in.b])
		case opLt:
			st[in.d] = bit(st[in.a] < st[in.b])
		case opLe:
			st[in.d] = bit(st[in.a] <= st[in.b])
		case opLtS:
			st[in.d] = bit(sext(st[in.a], in.sa) < sext(st[in.b], in.sb))
		case opLeS:
			st[in.d] = bit(sext(st[in.a], in.sa) <= sext(st[in.b], in.sb))
		case opRedAnd, opEqI:
			st[in.d] = bit(st[in.a] == in.m)
		case opNeI:
			st[in.d] = bit(st[in.a] != in.m)
		case opRedOr:
			st[in.d] = bit(st[in.a] != 0)
		case opRedXor:
			st[in.d] = uint64(bits.OnesCount64(st[in.a]) & 1)
		case opShl:
			st[in.d] = st[in.a] << st[in.b] & in.m
		case opShr:
			st[in.d] = st[in.a] >> st[in.b]
		case opSar:
			st[in.d] = uint64(sext(st[in.a], in.sa)>>st[in.b]) & in.m
		case opShlI:
			st[in.d] = st[in.a] << (in.sb & 63) & in.m
		case opShrI:
			st[in.d] = st[in.a] >> (in.sb & 63) & in.m
		case opSarI:
			st[in.d] = uint64(sext(st[in.a], in.sa)>>(in.sb&63)) & in.m
		case opCat:
			st[in.d] = st[in.a]<<(in.sb&63) | st[in.b]
		case opMux:
			if st[in.a] != 0 {
				st[in.d] = st[in.b]
			} else {
				st[in.d] = st[in.c]
			}
		default:
			e.table(in)
		}
	}
}

// sext reads the low 64-by bits of v as a signed number.
func sext(v uint64, by uint8) int64 { return int64(v<<(by&63)) >> (by & 63) }

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// divide is division and remainder by the rules of ir.OpDiv and ir.OpRem.
func divide(in *instr, a, b uint64) uint64 {
	switch {
	case b == 0 && (in.op == opDiv || in.op == opDivS):
		return in.m
	case b == 0:
		return a
	case in.op == opDiv:
		return a / b
	case in.op == opRem:
		return a % b
	case in.op == opDivS:
		return uint64(sext(a, in.sa)/sext(b, in.sb)) & in.m
	}
	return uint64(sext(a, in.sa)%sext(b, in.sb)) & in.m
}

// table executes an instruction that has a side table, over its lanes.
func (e *Engine) table(in *instr) {
	st := e.st
	switch in.op {
	case opGather:
		for _, r := range e.tables.gathers[in.x] {
			r.copy(st)
		}
	case opCase:
		t := &e.tables.cases[in.x]
		for l := range in.n {
			sel := st[in.a+l]
			var src int32
			if t.lut != nil {
				src = t.lut[sel]
			} else if off, ok := t.labels[sel]; ok {
				src = off
			} else {
				src = t.deflt
			}
			w := t.words
			copy(st[in.d+l*w:in.d+(l+1)*w], st[src+l*w:])
		}
	case opIndex:
		t := &e.tables.indexes[in.x]
		w := t.words
		for l := range in.n {
			d := st[in.d+l*w : in.d+(l+1)*w]
			if sel := st[in.a+l]; sel < uint64(len(t.sources)) {
				copy(d, st[t.sources[sel]+l*w:])
			} else {
				clear(d)
			}
		}
	case opMemRead:
		t := &e.tables.memReads[in.x]
		w := int32(t.mem.words)
		for l := range in.n {
			t.mem.read(int(l), st[t.addr.off+l], st[in.d+l*w:in.d+(l+1)*w])
		}
	case opWide:
		e.wide(&e.tables.wides[in.x])
	}
}

// copy does the copies of a run.
func (r run) copy(st []uint64) {
	if r.step == r.words {
		n := r.n * r.words
		copy(st[r.dst:r.dst+n], st[r.src:r.src+n])
		return
	}
	if r.words == 1 {
		d := st[r.dst : r.dst+r.n]
		if r.step == 0 {
			v := st[r.src]
			for i := range d {
				d[i] = v
			}
			return
		}
		src := r.src
		for i := range d {
			d[i] = st[src]
			src += r.step
		}
		return
	}
	for i := range r.n {
		at := r.dst + i*r.words
		copy(st[at:at+r.words], st[r.src+i*r.step:])
	}
}
