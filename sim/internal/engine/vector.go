package engine

import "math/bits"

// lanes executes one instruction over many lanes: one dispatch, one loop.
func (e *Engine) lanes(in *instr) {
	switch {
	case in.op >= opCase:
		e.table(in)
	case in.op == opMux || in.op == opMac || in.op == opMacS:
		e.lanes3(in)
	case in.twoArgs():
		e.lanes2(in)
	default:
		e.lanes1(in)
	}
}

func (in *instr) twoArgs() bool {
	switch in.op {
	case opAnd, opOr, opXor, opAdd, opSub, opMul, opMulS, opDiv, opDivS, opRem, opRemS,
		opEq, opNe, opLt, opLe, opLtS, opLeS, opShl, opShr, opSar, opCat:
		return true
	}
	return false
}

func (e *Engine) lanes1(in *instr) {
	d := e.st[in.d:][:in.n]
	a := e.st[in.a:][:len(d)]
	m, sa, sb := in.m, in.sa&63, in.sb&63
	switch in.op {
	case opAndM:
		for i := range d {
			d[i] = a[i] & m
		}
	case opNot:
		for i := range d {
			d[i] = ^a[i] & m
		}
	case opRedAnd, opEqI:
		for i := range d {
			d[i] = bit(a[i] == m)
		}
	case opNeI:
		for i := range d {
			d[i] = bit(a[i] != m)
		}
	case opRedOr:
		for i := range d {
			d[i] = bit(a[i] != 0)
		}
	case opRedXor:
		for i := range d {
			d[i] = uint64(bits.OnesCount64(a[i]) & 1)
		}
	case opShlI:
		for i := range d {
			d[i] = a[i] << sb & m
		}
	case opShrI:
		for i := range d {
			d[i] = a[i] >> sb & m
		}
	case opSarI:
		for i := range d {
			d[i] = uint64(int64(a[i]<<sa)>>sa>>sb) & m
		}
	}
}

func (e *Engine) lanes2(in *instr) {
	d := e.st[in.d:][:in.n]
	a := e.st[in.a:][:len(d)]
	b := e.st[in.b:][:len(d)]
	m, sa, sb := in.m, in.sa&63, in.sb&63
	switch in.op {
	case opAnd:
		for i := range d {
			d[i] = a[i] & b[i]
		}
	case opOr:
		for i := range d {
			d[i] = a[i] | b[i]
		}
	case opXor:
		for i := range d {
			d[i] = a[i] ^ b[i]
		}
	case opAdd:
		for i := range d {
			d[i] = (a[i] + b[i]) & m
		}
	case opSub:
		for i := range d {
			d[i] = (a[i] - b[i]) & m
		}
	case opMul:
		for i := range d {
			d[i] = a[i] * b[i] & m
		}
	case opMulS:
		for i := range d {
			d[i] = uint64((int64(a[i]<<sa)>>sa)*(int64(b[i]<<sb)>>sb)) & m
		}
	case opDiv, opDivS, opRem, opRemS:
		for i := range d {
			d[i] = divide(in, a[i], b[i])
		}
	case opEq:
		for i := range d {
			d[i] = bit(a[i] == b[i])
		}
	case opNe:
		for i := range d {
			d[i] = bit(a[i] != b[i])
		}
	case opLt:
		for i := range d {
			d[i] = bit(a[i] < b[i])
		}
	case opLe:
		for i := range d {
			d[i] = bit(a[i] <= b[i])
		}
	case opLtS:
		for i := range d {
			d[i] = bit(int64(a[i]<<sa) < int64(b[i]<<sb))
		}
	case opLeS:
		for i := range d {
			d[i] = bit(int64(a[i]<<sa) <= int64(b[i]<<sb))
		}
	case opShl:
		for i := range d {
			d[i] = a[i] << b[i] & m
		}
	case opShr:
		for i := range d {
			d[i] = a[i] >> b[i]
		}
	case opSar:
		for i := range d {
			d[i] = uint64(int64(a[i]<<sa)>>sa>>b[i]) & m
		}
	case opCat:
		for i := range d {
			d[i] = a[i]<<sb | b[i]
		}
	}
}

func (e *Engine) lanes3(in *instr) {
	d := e.st[in.d:][:in.n]
	a := e.st[in.a:][:len(d)]
	b := e.st[in.b:][:len(d)]
	c := e.st[in.c:][:len(d)]
	m, sa, sb := in.m, in.sa&63, in.sb&63
	switch in.op {
	case opMux:
		for i := range d {
			keep := a[i] - 1 // all ones for 0: choose without a branch
			d[i] = b[i]&^keep | c[i]&keep
		}
	case opMac:
		for i := range d {
			d[i] = (c[i] + a[i]*b[i]) & m
		}
	case opMacS:
		for i := range d {
			d[i] = (c[i] + uint64((int64(a[i]<<sa)>>sa)*(int64(b[i]<<sb)>>sb))) & m
		}
	}
}
