package checkpoint

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Checkpoint is an open model: its architecture and its tensors.
type Checkpoint struct {
	Config Config
	Format string // e.g. "llama2.c version 0"

	name  string
	files []io.ReaderAt
	dir   []entry
}

// Tensor is one matrix in fp32, row after row: element (r, c) is
// Data[r*Cols+c]. A vector has one row.
type Tensor struct {
	Name       string
	Layer      int
	Rows, Cols int
	Data       []float32
}

// Open reads the header of a model: a file of llama2.c, or a folder of Hugging
// Face (or a .safetensors file with config.json beside it). Its files stay open
// until Close.
func Open(path string) (*Checkpoint, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	c, err := openFile(path, f)
	if err != nil || c.files[0] != f {
		f.Close()
	}
	return c, err
}

// openFile reads a file or folder that is open.
func openFile(path string, f *os.File) (*Checkpoint, error) {
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("checkpoint: %w", err)
	case info.IsDir():
		return ReadFS(path, os.DirFS(path))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: neither a regular file nor a folder", path)
	case filepath.Ext(path) == ".safetensors":
		dir, base := filepath.Split(path)
		return readHuggingFace(path, os.DirFS(filepath.Clean(dir)), base)
	}
	return Read(path, f, info.Size())
}

// Read reads the header of a llama2.c model of size bytes from r, which must
// stay readable as long as tensors are wanted. name stands in the errors.
func Read(name string, r io.ReaderAt, size int64) (*Checkpoint, error) {
	head := make([]byte, min(max(size, 0), headBytes))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("%s: read header: %w", name, err)
	}
	f, err := detect(head)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c := &Checkpoint{Format: f.name, name: name, files: []io.ReaderAt{r}}
	if c.Config, c.dir, err = f.read(head, size); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

// Close closes the files of the checkpoint that can be closed.
func (c *Checkpoint) Close() error {
	var errs []error
	for _, r := range c.files {
		if f, ok := r.(io.Closer); ok {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(errs...)
}

// Names lists the tensors in the order of the file.
func (c *Checkpoint) Names() []string {
	names := make([]string, len(c.dir))
	for i, e := range c.dir {
		names[i] = e.name
	}
	return names
}

// Shape is the shape of a tensor and the number of layers that have it; a
// tensor that exists once has one layer.
func (c *Checkpoint) Shape(name string) (rows, cols, layers int, err error) {
	e, err := c.find(name)
	return e.rows, e.cols, max(e.layers, 1), err
}

// Tensor reads one tensor. Layers count from 0; a tensor that exists once is
// layer 0. A value that is not finite is an error: no model works with it.
func (c *Checkpoint) Tensor(name string, layer int) (Tensor, error) {
	e, err := c.find(name)
	if err != nil {
		return Tensor{}, err
	}
	if err := c.checkLayer(e, layer); err != nil {
		return Tensor{}, err
	}
	t := Tensor{Name: name, Layer: layer, Rows: e.rows, Cols: e.cols}
	if t.Data, err = c.load(e, e.places[layer]); err != nil {
		return Tensor{}, fmt.Errorf("%s: tensor %s layer %d: %w", c.name, name, layer, err)
	}
	return t, nil
}

// load reads the numbers of a tensor from its place.
func (c *Checkpoint) load(e entry, p place) ([]float32, error) {
	raw := make([]byte, p.form.bytes(e.elems()))
	if n, err := c.files[p.file].ReadAt(raw, p.offset); n < len(raw) {
		return nil, fmt.Errorf("%d of %d bytes: %w", n, len(raw), err)
	}
	data, err := p.form.decode(raw, e.elems())
	if err != nil {
		return nil, err
	}
	for i, v := range data {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, fmt.Errorf("element (%d, %d) is %v: the file is damaged", i/e.cols, i%e.cols, v)
		}
	}
	if p.halves != 0 {
		data = interleave(data, e.cols, p.halves)
	}
	return data, nil
}

func (c *Checkpoint) find(name string) (entry, error) {
	i := slices.IndexFunc(c.dir, func(e entry) bool { return e.name == name })
	if i < 0 {
		return entry{}, fmt.Errorf("%s: no tensor %q; it has %s", c.name, name, strings.Join(c.Names(), ", "))
	}
	return c.dir[i], nil
}

func (c *Checkpoint) checkLayer(e entry, layer int) error {
	switch {
	case layer >= 0 && layer < max(e.layers, 1):
		return nil
	case e.layers == 0:
		return fmt.Errorf("%s: tensor %s has no layer %d: it exists once, as layer 0", c.name, e.name, layer)
	default:
		return fmt.Errorf("%s: tensor %s has no layer %d: layers are 0..%d", c.name, e.name, layer, e.layers-1)
	}
}
