package sim

// vcdClass is what variables have in common of which lines are made by the same
// loop, which so has no branch that depends on the variable, and reads 1, 1, 2, 4
// or 8 bytes: engines keep values in at least that many. Its numbers are in the
// order in which the variables of a time are written.
type vcdClass uint8

const (
	vcdBit   vcdClass = iota // a single bit
	vcdByte                  // up to 8 bits
	vcdShort                 // up to 16
	vcdWord                  // up to 32
	vcdLong                  // up to 64
	vcdOther                 // a wide value, or an enumeration
	vcdClasses
)

func (x *vcdVar) class() vcdClass {
	switch w := x.typ.Width; {
	case x.label != "" || w > 64:
		return vcdOther
	case w > 32:
		return vcdLong
	case w > 16:
		return vcdWord
	case w > 8:
		return vcdShort
	case w > 1:
		return vcdByte
	}
	return vcdBit
}
