package sim

import (
	"fmt"
	"math/big"

	"npugen/hdl/ir"
)

// format prints raw bits: an enumeration's member by name, a single bit as 0
// or 1, anything else in hexadecimal with all its digits.
func format(t ir.Type, width int, v *big.Int) string {
	if name, ok := member(t, v); ok {
		return name
	}
	if width == 1 {
		return v.Text(10)
	}
	return fmt.Sprintf("%0*x", (width+3)/4, v)
}

// member is the name of an enumeration's value.
func member(t ir.Type, v *big.Int) (string, bool) {
	if t.Enum == nil || !v.IsUint64() {
		return "", false
	}
	for _, m := range t.Enum.Members {
		if m.Value == v.Uint64() {
			return m.Name, true
		}
	}
	return "", false
}

func elementName(vector string, i int) string { return fmt.Sprintf("%s[%d]", vector, i) }
