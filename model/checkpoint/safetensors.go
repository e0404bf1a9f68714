package checkpoint

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
)

// A safetensors file is the length of a JSON header (8 bytes, little-endian),
// the header, then the data of all tensors. For each tensor the header says
// dtype, shape and the range of its bytes in the data.
const (
	safetensorsStart = 8
	maxHeader        = 100_000_000 // bytes, the limit of the format's own library
)

// stored is a tensor of a safetensors file.
type stored struct {
	shape []int64
	place place
}

// readSafetensors reads the header of a file of size bytes. Every tensor it
// gives lies within the file.
func readSafetensors(r io.ReaderAt, size int64) (map[string]stored, error) {
	text, err := readHeader(r, size)
	if err != nil {
		return nil, err
	}
	var header map[string]json.RawMessage
	if err := json.Unmarshal(text, &header); err != nil {
		return nil, fmt.Errorf("not a safetensors file: its header is no JSON object: %w", err)
	}
	delete(header, "__metadata__")
	data := safetensorsStart + int64(len(text))
	tensors := make(map[string]stored, len(header))
	for name, raw := range header {
		t, err := parseStored(raw, data, size)
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		tensors[name] = t
	}
	return tensors, nil
}

func readHeader(r io.ReaderAt, size int64) ([]byte, error) {
	var start [safetensorsStart]byte
	if n, err := r.ReadAt(start[:], 0); n < len(start) {
		if err != io.EOF {
			return nil, err
		}
		return nil, fmt.Errorf("truncated: a safetensors file starts with %d bytes, the file has %d", len(start), n)
	}
	n := binary.LittleEndian.Uint64(start[:])
	switch {
	case n > maxHeader:
		return nil, fmt.Errorf("not a safetensors file: as length of the header its first 8 bytes (%q) say %d, want %d at most", start, n, maxHeader)
	case int64(n) > size-safetensorsStart:
		return nil, fmt.Errorf("truncated: the header has %d bytes, the file has %d", n, size)
	}
	text := make([]byte, n)
	if got, err := r.ReadAt(text, safetensorsStart); got < len(text) {
		return nil, fmt.Errorf("read header: %w", err)
	}
	return text, nil
}

// parseStored checks one tensor of the header; data is where the data begin.
func parseStored(raw []byte, data, size int64) (stored, error) {
	var t struct {
		DType   string  `json:"dtype"`
		Shape   []int64 `json:"shape"`
		Offsets []int64 `json:"data_offsets"`
	}
	if err := json.Unmarshal(raw, &t); err != nil {
		return stored{}, fmt.Errorf("its header: %w", err)
	}
	kinds := map[string]kind{"F32": fp32, "F16": fp16, "BF16": bf16}
	k, ok := kinds[t.DType]
	if !ok {
		return stored{}, fmt.Errorf("its numbers are %q: want F32, F16 or BF16", t.DType)
	}
	n, err := product(t.Shape)
	if err != nil {
		return stored{}, err
	}
	need := form{kind: k}.bytes(n)
	switch {
	case len(t.Offsets) != 2 || t.Offsets[0] < 0 || t.Offsets[1] < t.Offsets[0]:
		return stored{}, fmt.Errorf("its data_offsets are %v: want [begin, end]", t.Offsets)
	case t.Offsets[1]-t.Offsets[0] != need:
		return stored{}, fmt.Errorf("shape %v of %s needs %d bytes, data_offsets %v hold %d", t.Shape, t.DType, need, t.Offsets, t.Offsets[1]-t.Offsets[0])
	case t.Offsets[1] > size-data:
		return stored{}, fmt.Errorf("truncated: it ends at byte %d, the file has %d", data+t.Offsets[1], size)
	}
	return stored{slices.Clone(t.Shape), place{offset: data + t.Offsets[0], form: form{kind: k}}}, nil
}

// product is the number of elements of a shape.
func product(shape []int64) (int64, error) {
	n := int64(1)
	for _, v := range shape {
		if v < 1 || n > math.MaxInt64/8/v {
			return 0, fmt.Errorf("shape %v: want positive numbers whose product is a size", shape)
		}
		n *= v
	}
	return n, nil
}
