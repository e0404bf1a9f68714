package hbm

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"npugen/blocks/hbm/profile"
)

// Command is one line of a command log: what stood on a command bus of a
// channel in one cycle.
type Command struct {
	Cycle  int
	PC     int
	Cmd    profile.Command
	Group  int // bank group
	Bank   int // in the group
	Row    int // of ACT
	Column int // of column commands, in bursts
}

// String is "cycle pc command bankgroup bank row column".
func (c Command) String() string {
	return fmt.Sprintf("%d %d %v %d %d %d %d", c.Cycle, c.PC, c.Cmd, c.Group, c.Bank, c.Row, c.Column)
}

// WriteLog writes a command log, one command a line.
func WriteLog(w io.Writer, log []Command) error {
	b := bufio.NewWriter(w)
	for _, c := range log {
		fmt.Fprintln(b, c)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("command log: %w", err)
	}
	return nil
}

// ReadLog reads a command log. A malformed line is an error with its number.
func ReadLog(r io.Reader) ([]Command, error) {
	var log []Command
	s := bufio.NewScanner(r)
	for n := 1; s.Scan(); n++ {
		if strings.TrimSpace(s.Text()) == "" {
			continue
		}
		c, err := parseCommand(s.Text())
		if err != nil {
			return nil, fmt.Errorf("command log: line %d: %w", n, err)
		}
		log = append(log, c)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("command log: %w", err)
	}
	return log, nil
}

func parseCommand(line string) (Command, error) {
	var c Command
	fields := strings.Fields(line)
	if len(fields) != 7 {
		return c, fmt.Errorf("%d fields: want cycle pc command bankgroup bank row column", len(fields))
	}
	cmd, ok := profile.ParseCommand(fields[2])
	if !ok {
		return c, fmt.Errorf("unknown command %q", fields[2])
	}
	c.Cmd = cmd
	for i, to := range []*int{&c.Cycle, &c.PC, nil, &c.Group, &c.Bank, &c.Row, &c.Column} {
		if to == nil {
			continue
		}
		if _, err := fmt.Sscanf(fields[i]+"\n", "%d\n", to); err != nil || *to < 0 {
			return c, fmt.Errorf("field %d: %q is no number", i+1, fields[i])
		}
	}
	return c, nil
}
