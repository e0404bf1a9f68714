package streamtest

import (
	"fmt"
	"strconv"
	"strings"

	"npugen/hdl/ir"
	"npugen/sim"
)

// Show is a picture of a design's signals, a column a cycle, for Example
// functions. signals are the names to draw, with spaces between. Each of
// cycles sets inputs, such as "in_valid=1 in_data=a5 rst=0" (hexadecimal;
// name[2] for an element of a vector), which stay until set again; a cycle
// "" leaves them. The design starts out of one cycle of reset.
func Show(d *ir.Design, signals string, cycles ...string) string {
	s, err := sim.New(d, sim.Options{})
	if err != nil {
		return err.Error()
	}
	defer s.Close()
	if rst, err := s.Handle("rst"); err == nil {
		rst.SetBool(true)
		if err := s.Step(); err != nil {
			return err.Error()
		}
		rst.SetBool(false)
	}
	w := sim.NewWaves(s, "clk", strings.Fields(signals)...)
	for i, c := range cycles {
		if err := set(s, c); err != nil {
			return err.Error()
		}
		if i == len(cycles)-1 {
			break // Waves draws the present cycle itself
		}
		if err := s.Step(); err != nil {
			return err.Error()
		}
	}
	if err := s.Err(); err != nil {
		return err.Error()
	}
	return w.String()
}

func set(s *sim.Sim, settings string) error {
	for _, f := range strings.Fields(settings) {
		name, text, ok := strings.Cut(f, "=")
		v, err := strconv.ParseUint(text, 16, 64)
		if !ok || err != nil {
			return fmt.Errorf("setting %q: want name=hexadecimal", f)
		}
		s.Must(name).SetUint(v)
	}
	return s.Err()
}
