package fp

import (
	"fmt"

	"npugen/blocks/fp/golden"
	"npugen/hdl"
)

// Format is a floating point format; see golden.Format.
type Format = golden.Format

// The usual formats.
var (
	FP32 = golden.FP32
	FP16 = golden.FP16
	BF16 = golden.BF16
	E4M3 = golden.E4M3
	E5M2 = golden.E5M2
)

// valid is f, or FP32 after a message where f cannot be.
func valid(m *hdl.Module, f Format) Format {
	if f.Exp < 2 || f.Exp > 11 || f.Man < 1 || f.Man > 52 {
		m.Reject(fmt.Sprintf("a format with %d bits of exponent and %d of mantissa", f.Exp, f.Man),
			"want an exponent of 2 to 11 bits and a mantissa of 1 to 52, or one of the formats of package fp")
		return FP32
	}
	return f
}

// typ is the type of a number.
func typ(f Format) hdl.UInt {
	if f.Exp < 2 || f.Exp > 11 || f.Man < 1 || f.Man > 52 {
		f = FP32
	}
	return hdl.UIntT(f.Width())
}

// Binary is two operands.
type Binary struct {
	A, B hdl.UInt
	En   hdl.Bool
}

// Unary is one operand.
type Unary struct {
	X  hdl.UInt
	En hdl.Bool
}

// Result is a number.
type Result struct{ Y hdl.UInt }
