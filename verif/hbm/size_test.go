package hbm

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/hbm"
	"npugen/verilog"
)

var size = flag.Bool("size", false, "run TestSize, which takes some minutes of Yosys")

// TestSize prints cells and the longest path of one pseudo-channel. The write
// data and their masks, which are memories with one write and one clocked read
// port, stay whole as a RAM macro each, as on a chip.
//
//	go test ./verif/hbm -run TestSize -v -size
func TestSize(t *testing.T) {
	if !*size {
		t.Skip("without -size")
	}
	d, err := design(hbm.Pseudo{Config: hbm.Default(preset(t, *chip), *entries)})
	require.NoError(t, err)
	files, err := verilog.Emit(d, verilog.Options{})
	require.NoError(t, err)
	dir := t.TempDir()
	var text strings.Builder
	for _, f := range files {
		text.WriteString(f.Text)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "d.v"), []byte(text.String()), 0o600))
	top := d.Top.Name
	script := "read_verilog d.v; synth -noshare -flatten -top " + top + " -run begin:fine; " +
		"chtype -set RAM " + top + "/lines " + top + "/masks; " +
		"synth -noshare -top " + top + " -run fine:check; stat; ltp -noff"
	cmd := exec.Command("yosys", "-p", script)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	s := string(out)
	if i := strings.LastIndex(s, "=== "+top); i > 0 {
		t.Log(s[i:min(len(s), i+2500)])
	}
	if i := strings.LastIndex(s, "Longest topological path"); i > 0 {
		t.Log(s[i:min(len(s), i+200)])
	}
}
