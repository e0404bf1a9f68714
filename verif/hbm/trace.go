package hbm

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"npugen/blocks/hbm"
)

// ReadTrace reads traffic with a request a line: a byte address in hexadecimal,
// with or without 0x, and R or W. A request is for the line of 64 bytes that
// the address lies in; space is the bytes of the memory. Empty lines are
// skipped. The error is a *TraceError.
func ReadTrace(r io.Reader, space uint64) ([]Request, error) {
	var out []Request
	s := bufio.NewScanner(r)
	n := 0
	for s.Scan() {
		n++
		if strings.TrimSpace(s.Text()) == "" {
			continue
		}
		q, col, err := parseRequest(s.Text(), space)
		if err != nil {
			return nil, &TraceError{n, col, err}
		}
		out = append(out, q)
	}
	if err := s.Err(); err != nil {
		return nil, &TraceError{n + 1, 1, err}
	}
	if len(out) == 0 {
		return nil, &TraceError{1, 1, errors.New("no requests: want lines such as `1f40 R`")}
	}
	return out, nil
}

// TraceError is a mistake in a trace, with its line and column, from 1.
type TraceError struct {
	Line, Col int
	Err       error
}

func (e *TraceError) Error() string { return fmt.Sprintf("trace: line %d: %v", e.Line, e.Err) }

func (e *TraceError) Unwrap() error { return e.Err }

// parseRequest reads a line; col is that of a mistake.
func parseRequest(text string, space uint64) (r Request, col int, err error) {
	fields := strings.Fields(text)
	col = 1 + strings.Index(text, fields[0])
	if len(fields) != 2 {
		return Request{}, col, fmt.Errorf("%d fields: want an address and R or W, such as `1f40 R`", len(fields))
	}
	digits := strings.TrimPrefix(strings.TrimPrefix(fields[0], "0x"), "0X")
	addr, err := strconv.ParseUint(digits, 16, 64)
	if err != nil {
		return Request{}, col, fmt.Errorf("%q is no hexadecimal address", fields[0])
	}
	if addr >= space {
		return Request{}, col, fmt.Errorf("address %#x is beyond the memory of %#x bytes", addr, space)
	}
	switch fields[1] {
	case "R", "r", "W", "w":
		return Request{strings.EqualFold(fields[1], "W"), addr / hbm.LineBytes * hbm.LineBytes}, col, nil
	}
	return Request{}, 1 + strings.LastIndex(text, fields[1]), fmt.Errorf("%q: want R or W", fields[1])
}

// TrafficOf is the requests of a list, in order.
func TrafficOf(list []Request) Traffic {
	i := 0
	return func() (Request, bool) {
		if i == len(list) {
			return Request{}, false
		}
		i++
		return list[i-1], true
	}
}
