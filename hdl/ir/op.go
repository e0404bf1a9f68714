package ir

// Op is an operator. For each, W is the node's Width, wi the width of its i-th
// argument, si its signedness. "Extended" means sign- or zero-extended by the
// argument's own Signed flag.
type Op uint8

const (
	OpInvalid Op = iota
	OpConst      // Val
	OpRef        // element Elem of Sig

	OpNot // bitwise complement; w0 = W
	OpAnd // bitwise; w0 = w1 = W (two or more arguments)
	OpOr
	OpXor

	OpAdd // modulo 2^W; w0 = w1 = W
	OpSub // modulo 2^W; w0 = w1 = W
	OpMul // arguments extended to W, product modulo 2^W; s0 = s1 = Signed; any w0, w1 with max(w0,w1) <= W <= w0+w1
	OpDiv // quotient toward zero, s0 = s1 = Signed, w0 = w1 = W; x/0 is all ones; the most negative / -1 is itself
	OpRem // remainder with the sign of the dividend; w0 = w1 = W; x%0 is x; the most negative % -1 is 0

	OpEq // W = 1; w0 = w1
	OpNe
	OpLt // W = 1; w0 = w1, s0 = s1; signed comparison when s0
	OpLe
	OpGt
	OpGe

	OpRedAnd // W = 1; all bits of the argument
	OpRedOr
	OpRedXor

	OpShl // w0 = W; Args[1] unsigned amount; bits shifted out are lost, amounts >= W give 0
	OpShr // w0 = W, s0 = Signed; arithmetic when s0 (fills with the sign), else logical

	OpCat   // W = sum of widths; Args[0] in the highest bits
	OpSlice // bits Lo .. Lo+W-1 of Args[0]
	OpExt   // Args[0] extended; W >= w0
	OpCast  // the same bits with another Signed or Bool; w0 = W

	OpMux   // Args[0] (1 bit) ? Args[1] : Args[2]; w1 = w2 = W
	OpCase  // Args[0] compared with Labels: Args[1+i] for the first i with a matching label, else the last argument; len(Args) = len(Labels)+2
	OpIndex // Args[1+Args[0]], 0 beyond the last; Args[0] unsigned, w1 = w2 = ... = W

	opCount
)

var opNames = [opCount]string{
	OpInvalid: "invalid", OpConst: "const", OpRef: "ref",
	OpNot: "not", OpAnd: "and", OpOr: "or", OpXor: "xor",
	OpAdd: "add", OpSub: "sub", OpMul: "mul", OpDiv: "div", OpRem: "rem",
	OpEq: "eq", OpNe: "ne", OpLt: "lt", OpLe: "le", OpGt: "gt", OpGe: "ge",
	OpRedAnd: "redand", OpRedOr: "redor", OpRedXor: "redxor",
	OpShl: "shl", OpShr: "shr",
	OpCat: "cat", OpSlice: "slice", OpExt: "ext", OpCast: "cast",
	OpMux: "mux", OpCase: "case", OpIndex: "index",
}

func (o Op) String() string {
	if o >= opCount {
		return "invalid"
	}
	return opNames[o]
}
