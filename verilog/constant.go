package verilog

import (
	"fmt"
	"math/big"

	"npugen/hdl/ir"
)

// constant writes the low width bits of v.
func constant(v *big.Int, width int, signed bool) text {
	switch {
	case width == 1:
		return text{s: "1'b" + v.String()}
	case width > 64 && v.Cmp(ir.Mask(width)) == 0:
		return text{s: fmt.Sprintf("{%d{1'b1}}", width)}
	case width > 256 && v.BitLen() > 256:
		return wideConstant(v, width)
	case !signed:
		return text{s: fmt.Sprintf("%d'%s", width, digits(v, ""))}
	case v.Bit(width-1) == 0:
		return text{s: fmt.Sprintf("%d'%s", width, digits(v, "s")), signed: true}
	}
	abs := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(width)), v)
	if abs.Cmp(v) == 0 { // the most negative value is its own complement
		return text{s: fmt.Sprintf("%d'sh%x", width, v), signed: true}
	}
	return text{s: fmt.Sprintf("-%d'%s", width, digits(abs, "s")), form: unary, signed: true}
}

// digits prefers decimal for what a reader takes for a number.
func digits(v *big.Int, sign string) string {
	if v.BitLen() <= 12 {
		return fmt.Sprintf("%sd%d", sign, v)
	}
	return fmt.Sprintf("%sh%x", sign, v)
}

// wideConstant splits v into words of 128 bits, so that lines can break.
func wideConstant(v *big.Int, width int) text {
	const word = 128
	var items []string
	for lo := (width - 1) / word * word; lo >= 0; lo -= word {
		w := min(word, width-lo)
		items = append(items, fmt.Sprintf("%d'h%0*x", w, (w+3)/4, bitsOf(v, lo, w)))
	}
	return list("{", items, "}")
}

// bitsOf is v[lo+width-1:lo].
func bitsOf(v *big.Int, lo, width int) *big.Int {
	x := new(big.Int).Rsh(v, uint(lo))
	return x.And(x, ir.Mask(width))
}

// enumLabel is the name of value v of e, or "" if it has none. The constant is
// then declared in the module.
func (w *writer) enumLabel(e *ir.Enum, v *big.Int) string {
	if e == nil || !v.IsUint64() {
		return ""
	}
	for i, m := range e.Members {
		if m.Value == v.Uint64() {
			return w.enumNames(e)[i].use()
		}
	}
	return ""
}

// enumName is one member's constant, declared only if used: an unused
// localparam is a lint warning.
type enumName struct {
	name string
	used bool
}

func (n *enumName) use() string {
	n.used = true
	return n.name
}

// enumNames fixes the names of all members when the first is asked for, so
// that use of one more member renames nothing.
func (w *writer) enumNames(e *ir.Enum) []*enumName {
	if ns, ok := w.enums[e]; ok {
		return ns
	}
	ns := make([]*enumName, len(e.Members))
	for i, m := range e.Members {
		ns[i] = &enumName{name: w.names.take(label(e, m))}
	}
	w.enums[e] = ns
	w.enumOrder = append(w.enumOrder, e)
	return ns
}
