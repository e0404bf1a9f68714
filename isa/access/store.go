package access

import (
	"iter"

	"npugen/isa"
)

// Store is the fields of a STORE.
type Store struct {
	Loop
	Base, S0, S1, SE uint64 // bytes
	Transpose, Scale bool
}

// StoreOf takes them out of an instruction.
func StoreOf(in isa.Instruction) Store {
	get := func(name string) uint64 { return uint64(in.Get(name)) }
	return Store{
		Loop: LoopOf(in), Base: 64*get("line") + get("off"),
		S0: get("s0"), S1: get("s1"), SE: get("se"),
		Transpose: get("transpose") != 0, Scale: get("scale") != 0,
	}
}

// Byte is one byte that a STORE writes: element E of row A of the activation
// buffer, or byte E of its scale.
type Byte struct{ Addr, A, E uint64 }

// Bytes is the bytes in the order in which they are written.
func (s Store) Bytes() iter.Seq[Byte] {
	elements, step := s.Len, s.SE
	if s.Scale {
		elements, step = 4, 1
	}
	return func(yield func(Byte) bool) {
		byteOf := func(i0, i1, e uint64) Byte {
			return Byte{Addr: s.Base + i0*s.S0 + i1*s.S1 + e*step, A: s.A + i0*s.AS0 + i1*s.AS1, E: e}
		}
		if s.Transpose && !s.Scale {
			for i1 := range s.N1 {
				for e := range elements {
					for i0 := range s.N0 {
						if !yield(byteOf(i0, i1, e)) {
							return
						}
					}
				}
			}
			return
		}
		for i := range s.N0 * s.N1 {
			i0, i1 := i/s.N1, i%s.N1
			if s.Transpose {
				i0, i1 = i%s.N0, i/s.N0
			}
			for e := range elements {
				if !yield(byteOf(i0, i1, e)) {
					return
				}
			}
		}
	}
}
