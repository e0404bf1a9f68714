package profile

import (
	"fmt"
	"strconv"
	"strings"
)

// Delay is a distance in cycles, written as data sheets do: sums and
// differences of timings, and max(a, b) of two sums, such as
// "WL+BL+max(tWR-tRTP,tWTRL)".
type Delay string

// Cycles is the distance for timings t.
func (d Delay) Cycles(t Timings) (int, error) {
	p := &Profile{Timings: t}
	e := expr{rest: strings.ReplaceAll(string(d), " ", ""), value: func(name string) (int, bool) {
		k, ok := find(timings(), "timings", name)
		if !ok {
			k, ok = find(initial(), "init", name)
		}
		if !ok || k.at == nil {
			return 0, false
		}
		return *k.at(p), true
	}}
	v, err := e.sum()
	if err == nil && e.rest != "" {
		err = fmt.Errorf("%q is left over", e.rest)
	}
	if err != nil {
		return 0, fmt.Errorf("delay %q: %w", d, err)
	}
	return v, nil
}

// expr is what is left to read.
type expr struct {
	rest  string
	value func(name string) (int, bool)
}

func (e *expr) sum() (int, error) {
	v, err := e.term()
	for err == nil && e.rest != "" && (e.rest[0] == '+' || e.rest[0] == '-') {
		sign := 1
		if e.rest[0] == '-' {
			sign = -1
		}
		e.rest = e.rest[1:]
		var x int
		x, err = e.term()
		v += sign * x
	}
	return v, err
}

func (e *expr) term() (int, error) {
	if inner, ok := strings.CutPrefix(e.rest, "max("); ok {
		e.rest = inner
		a, err := e.sum()
		if err != nil {
			return 0, err
		}
		if !strings.HasPrefix(e.rest, ",") {
			return 0, fmt.Errorf("max wants two values")
		}
		e.rest = e.rest[1:]
		b, err := e.sum()
		if err != nil {
			return 0, err
		}
		if !strings.HasPrefix(e.rest, ")") {
			return 0, fmt.Errorf("max is not closed")
		}
		e.rest = e.rest[1:]
		return max(a, b), nil
	}
	end := strings.IndexAny(e.rest, "+-,)")
	if end < 0 {
		end = len(e.rest)
	}
	word := e.rest[:end]
	e.rest = e.rest[end:]
	if n, err := strconv.Atoi(word); err == nil {
		return n, nil
	}
	v, ok := e.value(word)
	if !ok {
		return 0, fmt.Errorf("%q is no timing", word)
	}
	return v, nil
}
