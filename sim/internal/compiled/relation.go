package compiled

import "npugen/sim/internal/wasm"

// relation is a comparison of two numbers.
type relation uint8

const (
	equal relation = iota
	less
	lessSigned
	greater
	greaterSigned
)

// relationOps is the instruction for numbers of up to 32 and of up to 64 bits, and
// those for the opposite.
var relationOps = [...][2][2]wasm.Op{
	equal:         {{wasm.I32Eq, wasm.I64Eq}, {wasm.I32Ne, wasm.I64Ne}},
	less:          {{wasm.I32LtU, wasm.I64LtU}, {wasm.I32GeU, wasm.I64GeU}},
	lessSigned:    {{wasm.I32LtS, wasm.I64LtS}, {wasm.I32GeS, wasm.I64GeS}},
	greater:       {{wasm.I32GtU, wasm.I64GtU}, {wasm.I32LeU, wasm.I64LeU}},
	greaterSigned: {{wasm.I32GtS, wasm.I64GtS}, {wasm.I32LeS, wasm.I64LeS}},
}

// relation pushes a comparison, or its opposite. A piece of a word is compared where
// it is. A constant is on the right, and nothing is compared with 0 but to be equal or
// with a sign: wazero 1.12 makes a branch on 0 < x & y, the constant on the left, one
// on x & y < 0, and on arm64 mistakes the carry of x & y > 0.
func (e *emitter) relation(v *value, not bool) {
	x, y := v.args[0], v.args[1]
	wide := wideType(int(x.w))
	kind := map[op]relation{opEq: equal, opLt: less, opLtS: lessSigned}[v.op]
	switch {
	case v.op == opEq && x.op == opSlice && e.p.deferred(x) && !e.has(x):
		e.push(x.args[0])
		if x.w < x.args[0].w {
			e.pushConst(ones(int(x.w))<<x.k, false)
			e.f.Op(wasm.I32And)
		}
		e.pushConst(y.k<<x.k, false)
	case v.op == opLt && isZero(x):
		kind, not = equal, !not
		e.push(y)
		e.push(x)
	default:
		if x.constant() && kind != equal {
			kind += greater - less
			x, y = y, x
		}
		for _, a := range []*value{x, y} {
			e.push(a)
			if v.op == opLtS {
				e.signed(int(a.w), wide)
			}
		}
	}
	opposite := 0
	if not {
		opposite = 1
	}
	ops := relationOps[kind][opposite]
	e.f.Op(arith(wide, ops[0], ops[1]))
}
