package sim

// appendBits writes a number in binary, without leading zeros.
func appendBits(dst []byte, v uint64) []byte {
	if v == 0 {
		return append(dst, '0')
	}
	var digits [64]byte
	at := len(digits)
	for ; v != 0; v >>= 1 {
		at--
		digits[at] = '0' + byte(v&1)
	}
	return append(dst, digits[at:]...)
}
