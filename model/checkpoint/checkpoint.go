package checkpoint

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
)

// Checkpoint is an open model file: its architecture and its tensors.
type Checkpoint struct {
	Config Config
	Format string // e.g. "llama2.c version 0"

	name string
	r    io.ReaderAt
	dir  []entry
}

// Tensor is one matrix in fp32, row after row: element (r, c) is
// Data[r*Cols+c]. A vector has one row.
type Tensor struct {
	Name       string
	Layer      int
	Rows, Cols int
	Data       []float32
}

// entry is the place of one tensor, or of one for each layer, back to back.
type entry struct {
	name       string
	layers     int // 0: the tensor exists once
	rows, cols int
	offset     int64 // bytes from the start of the file
}

// elems is the number of elements of one layer.
func (e entry) elems() int64 { return int64(e.rows) * int64(e.cols) }

// bytes is the size of all layers in fp32.
func (e entry) bytes() int64 { return e.elems() * int64(max(e.layers, 1)) * 4 }

// Open reads the header of a model file. The file stays open until Close.
func Open(path string) (*Checkpoint, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: not a regular file", path)
	}
	var c *Checkpoint
	if err == nil {
		c, err = Read(path, f, info.Size())
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return c, nil
}

// Read reads the header of a model of size bytes from r, which must stay
// readable as long as tensors are wanted. name stands in the errors.
func Read(name string, r io.ReaderAt, size int64) (*Checkpoint, error) {
	head := make([]byte, min(max(size, 0), headBytes))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("%s: read header: %w", name, err)
	}
	f, err := detect(head)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c := &Checkpoint{Format: f.name, name: name, r: r}
	if c.Config, c.dir, err = f.read(head, size); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

// Close closes the file if the checkpoint was opened from one.
func (c *Checkpoint) Close() error {
	if f, ok := c.r.(io.Closer); ok {
		return f.Close()
	}
	return nil
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
	raw := make([]byte, e.elems()*4)
	if n, err := c.r.ReadAt(raw, e.offset+int64(layer)*e.elems()*4); n < len(raw) {
		return Tensor{}, fmt.Errorf("%s: read tensor %s layer %d: %d of %d bytes: %w", c.name, name, layer, n, len(raw), err)
	}
	t := Tensor{Name: name, Layer: layer, Rows: e.rows, Cols: e.cols, Data: make([]float32, e.elems())}
	for i := range t.Data {
		t.Data[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		if v := float64(t.Data[i]); math.IsNaN(v) || math.IsInf(v, 0) {
			return Tensor{}, fmt.Errorf("%s: tensor %s layer %d: element (%d, %d) is %v: the file is damaged", c.name, name, layer, i/e.cols, i%e.cols, v)
		}
	}
	return t, nil
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
