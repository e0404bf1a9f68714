package ir

import "math/big"

// PowerUp is the value that element elem of a register, or word elem of a
// memory, holds before any reset, a pure function of the seed and the names,
// so that every engine can start from the same bits. Real hardware makes no
// promise; a block is run with several seeds to show that nothing depends on
// it. It is the same in every instance of a module.
//
// Bits 64*w and up are splitmix(PowerUpHash + elem*PowerUpElem + w*PowerUpWord)
// modulo 2^64.
func PowerUp(seed uint64, module, name string, elem, width int) *big.Int {
	h := PowerUpHash(seed, module, name)
	v := new(big.Int)
	for w := 0; w*64 < width; w++ {
		x := splitmix(h + uint64(elem)*PowerUpElem + uint64(w)*PowerUpWord)
		v.Or(v, new(big.Int).Lsh(new(big.Int).SetUint64(x), uint(64*w)))
	}
	return v.And(v, Mask(width))
}

// The steps from one element, and from one word of 64 bits, to the next.
const (
	PowerUpElem uint64 = 0xd1342543de82ef95
	PowerUpWord uint64 = 0xaef17502108ef2d9
)

// PowerUpHash is the part of PowerUp that is the same for all elements, for
// engines that compute the rest themselves.
func PowerUpHash(seed uint64, module, name string) uint64 {
	h := seed ^ 0x9e3779b97f4a7c15
	for _, s := range [...]string{module, name} {
		for i := 0; i < len(s); i++ {
			h = (h ^ uint64(s[i])) * 0x100000001b3
		}
		h = (h ^ 0xff) * 0x100000001b3
	}
	return h
}

func splitmix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	return x ^ (x >> 31)
}

// Mask is 2^width - 1.
func Mask(width int) *big.Int {
	one := big.NewInt(1)
	return new(big.Int).Sub(new(big.Int).Lsh(one, uint(width)), one)
}
