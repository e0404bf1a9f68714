package verbs

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"npugen/cmd/npugen/internal/command"
	"npugen/cmd/npugen/internal/outdir"
	"npugen/cmd/npugen/internal/textrun"
	"npugen/sim"
)

// waveArgs are the waves that are asked for.
type waveArgs struct {
	file     string
	position int
	scopes   []string
	depth    int
}

func (a *waveArgs) define(f *command.Flags) {
	f.StringVar(&a.file, "vcd", "", "write what all signals do in one run of the chip to `FILE`, as VCD, or as FST if it ends in .fst; in the run that goes wrong, if one does")
	f.IntVar(&a.position, "vcd-position", 0, "the run of position `P`, or the last one")
	f.StringSliceVar(&a.scopes, "vcd-scope", nil, "only `INSTANCE`s, with commas, and what is below them, such as npu.vector,npu.hbm*, where * stands for any characters but a dot; else all, but for grids of more than 1,024 cells")
	f.IntVar(&a.depth, "vcd-depth", 0, "only `N` levels of them: with 1, no instances in them")
	f.File("vcd")
	f.Needs("vcd-position", "vcd")
	f.Needs("vcd-scope", "vcd")
	f.Needs("vcd-depth", "vcd")
}

// waveFile is a file of waves that is being written.
type waveFile struct {
	*textrun.Waves
	file *outdir.Pending
	vcd  *os.File // the text of an FST file; nil if the file itself is text
}

// create begins the file, before the long work; nil if none is wanted.
func (a *waveArgs) create(at command.IO) (*waveFile, error) {
	switch {
	case a.file == "":
		return nil, nil
	case a.position < 0:
		return nil, command.Usagef("--vcd-position %d: want at least 0", a.position)
	case a.scopes != nil && (len(a.scopes) == 0 || slices.Contains(a.scopes, "")):
		return nil, command.Usagef("--vcd-scope %q: want an instance, such as npu.vector", strings.Join(a.scopes, ","))
	case a.depth < 0:
		return nil, command.Usagef("--vcd-depth %d: want at least 1, or 0 for all levels", a.depth)
	}
	var w waveFile
	if strings.HasSuffix(a.file, ".fst") {
		if err := sim.HasFST(); err != nil {
			return nil, fmt.Errorf("--vcd %s: %w; or give a name that ends in .vcd", a.file, err)
		}
	}
	var err error
	if w.file, err = create(at, a.file); err != nil {
		return nil, err
	}
	w.Waves = &textrun.Waves{To: w.file, Position: a.position, Options: sim.VCDOptions{Scopes: a.scopes, Depth: a.depth}}
	if strings.HasSuffix(a.file, ".fst") {
		if w.vcd, err = os.CreateTemp("", "npugen-*.vcd"); err != nil {
			w.abort()
			return nil, err
		}
		at.IfAbandoned(func() { os.Remove(w.vcd.Name()) })
		w.To = w.vcd
	}
	return &w, nil
}

func (w *waveFile) abort() {
	if w == nil {
		return
	}
	w.file.Abort()
	if w.vcd != nil {
		w.vcd.Close()
		os.Remove(w.vcd.Name())
	}
}

// commit puts the file in its place, if it is complete.
func (w *waveFile) commit() error {
	if w == nil || !w.Written {
		return nil
	}
	if w.vcd != nil {
		if err := w.convert(); err != nil {
			return err
		}
	}
	return w.file.Commit()
}

// convert fills the file with the text as FST.
func (w *waveFile) convert() error {
	dir, err := os.MkdirTemp("", "npugen-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "waves.fst")
	if err := sim.FST(w.vcd.Name(), name); err != nil {
		return err
	}
	fst, err := os.Open(name)
	if err != nil {
		return err
	}
	defer fst.Close()
	_, err = io.Copy(w.file, fst)
	return err
}
