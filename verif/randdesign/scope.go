package randdesign

import (
	"math/rand/v2"

	"npugen/hdl"
)

// Kind is the enumeration that random designs use; its values have gaps.
type Kind uint8

// The members of Kind.
const (
	Idle  Kind = 0
	Load  Kind = 1
	Run   Kind = 3
	Drain Kind = 6
)

func (k Kind) String() string {
	switch k {
	case Idle:
		return "Idle"
	case Load:
		return "Load"
	case Run:
		return "Run"
	case Drain:
		return "Drain"
	}
	return "Other"
}

var kinds = [...]Kind{Idle, Load, Run, Drain}

func kindT() hdl.Enum[Kind] { return hdl.EnumT(kinds[:]...) }

// Pair is the bundle that random designs use.
type Pair struct {
	X hdl.UInt
	Y hdl.SInt
	Z hdl.Bool
}

// scope is the values of one clock domain that may be read.
type scope struct {
	bools []hdl.Bool
	uints []hdl.UInt
	sints []hdl.SInt
	kinds []hdl.Enum[Kind]
}

// add brings values into the scope.
func (s *scope) add(xs ...hdl.Bits) {
	for _, x := range xs {
		switch x := x.(type) {
		case hdl.Bool:
			s.bools = append(s.bools, x)
		case hdl.UInt:
			s.uints = append(s.uints, x)
		case hdl.SInt:
			s.sints = append(s.sints, x)
		case hdl.Enum[Kind]:
			s.kinds = append(s.kinds, x)
		}
	}
}

// gen writes one module.
type gen struct {
	*scope // of the current domain
	r      *rand.Rand
	m      *hdl.Module
	names  int
	left   int // expression nodes that may still be made
}

func newGen(m *hdl.Module, seed uint64, nodes int) *gen {
	return &gen{scope: &scope{}, r: source(seed, 1), m: m, left: nodes}
}

// source is a random source for one aspect of a design.
func source(seed, aspect uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, aspect)) }

// name is a fresh name that starts with base.
func (g *gen) name(base string) string {
	g.names++
	return hdl.N(base, g.names)
}

// chance is true once in n times.
func (g *gen) chance(n int) bool { return g.r.IntN(n) == 0 }

// pick is a random element of xs.
func pick[T any](r *rand.Rand, xs []T) T { return xs[r.IntN(len(xs))] }

// maxWidth is the widest value of a random design.
const maxWidth = 130

// width is a random width: often small, often at a word boundary.
func width(r *rand.Rand) int {
	switch r.IntN(8) {
	case 0, 1, 2:
		return 1 + r.IntN(9)
	case 3, 4:
		return 1 + r.IntN(40)
	case 5, 6:
		return pick(r, []int{1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129})
	}
	return 1 + r.IntN(maxWidth)
}
