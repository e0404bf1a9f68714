package simbench

import (
	"os"
	"path/filepath"

	"npugen/hdl/ir"
	"npugen/verilog"
)

// powerUp is the seed of the power-up values, the same in every engine.
const powerUp uint64 = 1

// writeVerilog writes the design, with its power-up values, and a file of the
// engine's own beside it.
func writeVerilog(d *ir.Design, dir, name, text string) error {
	seed := powerUp
	files, err := verilog.Emit(d, verilog.Options{PowerUp: &seed})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "design.v"), []byte(verilog.Join(files)), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644)
}
