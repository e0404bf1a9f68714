package vector_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/blocks/bundle"
	"npugen/verif/tool"
	"npugen/verilog"
)

var synth = flag.Bool("synth", false, "print Yosys' cell counts, the RAM arrays left out (minutes)")
var topk = flag.Int("topk", 64, "elements that TOPK finds at most")

// TestSize prints the cells of a unit of 16 lanes, module by module.
func TestSize(t *testing.T) {
	if !*synth {
		t.Skip("without -synth")
	}
	d := design(t, bundle.Shape{Rows: 64, Cols: 64, Lanes: 16, VBWords: 4096, ABRows: 1024, SBWords: 1024, AccDepth: 64, Channels: 2, TopK: *topk})
	files, err := verilog.Emit(d, verilog.Options{})
	require.NoError(t, err)
	dir := t.TempDir()
	script := "read_verilog"
	for _, f := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, f.Name), []byte(f.Text), 0o644))
		script += " " + f.Name
	}
	top := d.Top.Name
	script += "; hierarchy -top " + top + "; blackbox *_array_*; synth -noshare -run coarse:check -top " + top + "; stat -top " + top
	out, _, err := tool.Run(context.Background(), dir, "yosys", "-p", script)
	require.NoError(t, err)
	t.Log(out[strings.LastIndex(out, "Printing statistics"):])
}
