package hbm

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"npugen/blocks/hbm"
)

// ReadTrace reads traffic with a request a line: a byte address in hexadecimal,
// with or without 0x, and R or W. A request is for the line of 64 bytes that
// the address lies in; space is the bytes of the memory. Empty lines are
// skipped. An error has the number of the line.
func ReadTrace(r io.Reader, space uint64) ([]Request, error) {
	var out []Request
	s := bufio.NewScanner(r)
	n := 0
	for s.Scan() {
		n++
		if strings.TrimSpace(s.Text()) == "" {
			continue
		}
		q, err := parseRequest(s.Text(), space)
		if err != nil {
			return nil, fmt.Errorf("trace: line %d: %w", n, err)
		}
		out = append(out, q)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("trace: line %d: %w", n+1, err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("trace: no requests: want lines such as `1f40 R`")
	}
	return out, nil
}

func parseRequest(text string, space uint64) (Request, error) {
	fields := strings.Fields(text)
	if len(fields) != 2 {
		return Request{}, fmt.Errorf("%d fields: want an address and R or W, such as `1f40 R`", len(fields))
	}
	digits := strings.TrimPrefix(strings.TrimPrefix(fields[0], "0x"), "0X")
	addr, err := strconv.ParseUint(digits, 16, 64)
	if err != nil {
		return Request{}, fmt.Errorf("%q is no hexadecimal address", fields[0])
	}
	if addr >= space {
		return Request{}, fmt.Errorf("address %#x is beyond the memory of %#x bytes", addr, space)
	}
	switch fields[1] {
	case "R", "r", "W", "w":
		return Request{strings.EqualFold(fields[1], "W"), addr / hbm.LineBytes * hbm.LineBytes}, nil
	}
	return Request{}, fmt.Errorf("%q: want R or W", fields[1])
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
