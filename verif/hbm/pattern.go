package hbm

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Request is a read or a write of a line of 64 bytes.
type Request struct {
	Write bool
	Addr  uint64 // in bytes
}

// Traffic is an endless or finite sequence of requests; ok is false at the end.
type Traffic func() (r Request, ok bool)

// Pattern is traffic by name.
type Pattern struct {
	Name string
	Doc  string
	make func(space uint64, rng *rand.Rand) Traffic
}

const (
	line = 64
	run  = 4 // lines of a 256-byte run
	page = 4096
)

// Patterns are the traffic patterns, each deterministic.
func Patterns() []Pattern {
	return []Pattern{
		{"a", "sequential reads", func(space uint64, _ *rand.Rand) Traffic { return sequence(space, false, line) }},
		{"b", "sequential writes", func(space uint64, _ *rand.Rand) Traffic { return sequence(space, true, line) }},
		{"c", "copy: two reads to one write, three sequential streams with staggered bases", copying},
		{"d", "uniform random reads", func(space uint64, rng *rand.Rand) Traffic { return random(space, rng, 0) }},
		{"e", "uniform random, half of them writes", func(space uint64, rng *rand.Rand) Traffic { return random(space, rng, 50) }},
		{"f", "16 sequential read streams from random 4-KiB pages, in turns of 256 bytes", streams},
		{"g", "reads with a stride of 32 KiB: in a plain mapping the same bank, a new row each time", func(space uint64, _ *rand.Rand) Traffic { return sequence(space, false, 32<<10) }},
		{"h", "decode: 90 % sequential weight reads, 8 % reads and 2 % writes of 256 bytes in random 4-KiB pages", decoding},
		{"random-writes", "uniform random writes", func(space uint64, rng *rand.Rand) Traffic { return random(space, rng, 100) }},
	}
}

// NewTraffic is the traffic of a pattern over space bytes.
func NewTraffic(name string, space uint64, seed uint64) (Traffic, error) {
	var known []string
	for _, p := range Patterns() {
		if p.Name == name {
			return p.make(space, rand.New(rand.NewPCG(seed, 0x68626d))), nil
		}
		known = append(known, p.Name)
	}
	return nil, fmt.Errorf("pattern %q: unknown; known: %s", name, strings.Join(known, ", "))
}

func sequence(space uint64, write bool, stride uint64) Traffic {
	addr := uint64(0)
	return func() (Request, bool) {
		r := Request{write, addr}
		addr += stride
		if addr >= space { // a stride over the end goes on one line later
			addr = (addr + line) % space
			if stride == line {
				addr = 0
			}
		}
		return r, true
	}
}

func copying(space uint64, _ *rand.Rand) Traffic {
	const stagger = 8<<10 + 2<<10
	i := uint64(0)
	return func() (Request, bool) {
		stream, n := i%3, i/3
		i++
		return Request{stream == 2, (stream*(space/4+stagger) + n*line) % space}, true
	}
}

func random(space uint64, rng *rand.Rand, writes int) Traffic {
	return func() (Request, bool) {
		return Request{rng.IntN(100) < writes, rng.Uint64N(space/line) * line}, true
	}
}

func streams(space uint64, rng *rand.Rand) Traffic {
	var at [16]uint64
	for i := range at {
		at[i] = rng.Uint64N(space/page) * page
	}
	i := 0
	return func() (Request, bool) {
		s := &at[i/run%len(at)]
		i++
		r := Request{false, *s}
		*s = (*s + line) % space
		return r, true
	}
}

func decoding(space uint64, rng *rand.Rand) Traffic {
	weights := uint64(0)
	var now Request
	left := 0
	return func() (Request, bool) {
		if left == 0 {
			left = run
			switch p := rng.IntN(100); {
			case p < 90:
				now = Request{false, weights}
				weights = (weights + run*line) % space
			default:
				now = Request{p >= 98, rng.Uint64N(space/page)*page + rng.Uint64N(page/(run*line))*run*line}
			}
		}
		left--
		r := now
		now.Addr += line
		return r, true
	}
}
