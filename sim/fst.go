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

const vcd2fst = "vcd2fst"

// HasFST is ErrNoFST where FST is not possible, else nil.
func HasFST() error {
	if _, err := exec.LookPath(vcd2fst); err != nil {
		return ErrNoFST
	}
	return nil
}

// FST turns a finished VCD file into an FST file, which GTKWave opens faster
// and which is some tenths of the size. The error is ErrNoFST where that is
// not possible.
func FST(vcd, fst string) error {
	if err := HasFST(); err != nil {
		return err
	}
	if out, err := exec.Command(vcd2fst, vcd, fst).CombinedOutput(); err != nil {
		return fmt.Errorf("vcd2fst %s: %w: %s", vcd, err, strings.TrimSpace(string(out)))
	}
	return nil
}
