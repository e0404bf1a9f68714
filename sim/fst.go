package sim

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// ErrNoFST says that the program vcd2fst, which comes with GTKWave, is not
// installed.
var ErrNoFST = errors.New("vcd2fst is not installed: it comes with GTKWave")

// FST turns a finished VCD file into an FST file, which GTKWave opens faster
// and which is some tenths of the size. The error is ErrNoFST where that is
// not possible.
func FST(vcd, fst string) error {
	tool, err := exec.LookPath("vcd2fst")
	if err != nil {
		return ErrNoFST
	}
	if out, err := exec.Command(tool, vcd, fst).CombinedOutput(); err != nil {
		return fmt.Errorf("vcd2fst %s: %w: %s", vcd, err, strings.TrimSpace(string(out)))
	}
	return nil
}
