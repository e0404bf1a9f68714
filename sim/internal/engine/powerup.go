package engine

// powerUp computes ir.PowerUp for one register or memory without big integers.
type powerUp struct {
	hash uint64
	mask uint64 // of the top word
}

func newPowerUp(seed uint64, module, name string, width int) powerUp {
	h := seed ^ 0x9e3779b97f4a7c15
	for _, s := range [...]string{module, name} {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * 0x100000001b3
		}
		h = (h ^ 0xff) * 0x100000001b3
	}
	return powerUp{h, mask(int32(width))}
}

// read puts the value of element or memory word i into dst.
func (p powerUp) read(dst []uint64, i int) {
	h := p.hash + uint64(i)*0xd1342543de82ef95
	for w := range dst {
		dst[w] = splitmix(h + uint64(w)*0xaef17502108ef2d9)
	}
	dst[len(dst)-1] &= p.mask
}

func splitmix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	return x ^ (x >> 31)
}
