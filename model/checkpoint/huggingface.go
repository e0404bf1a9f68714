package checkpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// Files of a Hugging Face folder.
const (
	configFile  = "config.json"
	weightsFile = "model.safetensors"
	indexFile   = "model.safetensors.index.json" // of a model in several files

	maxJSON = 1 << 26 // bytes
)

// ReadFS reads the headers of a Hugging Face model of the Llama architecture
// from its folder: config.json, and model.safetensors or, through its index,
// the files that it is split into. The files must implement io.ReaderAt. name
// stands in the errors.
func ReadFS(name string, folder fs.FS) (*Checkpoint, error) {
	return readHuggingFace(name, folder, "")
}

// readHuggingFace reads a folder. weights is the one file of weights, or "".
func readHuggingFace(name string, folder fs.FS, weights string) (*Checkpoint, error) {
	c := &Checkpoint{Format: "safetensors", name: name}
	if err := c.readFolder(folder, weights); err != nil {
		c.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

func (c *Checkpoint) readFolder(folder fs.FS, weights string) error {
	text, err := readJSON(folder, configFile)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("no %s: want %s", configFile, wanted)
	}
	if err != nil {
		return err
	}
	if c.Config, err = parseConfig(text); err != nil {
		return fmt.Errorf("%s: %w", configFile, err)
	}
	files := []string{weights}
	if weights == "" {
		if files, err = weightFiles(folder); err != nil {
			return err
		}
	}
	tensors := map[string]stored{}
	for i, file := range files {
		if err := c.openWeights(folder, file, i, tensors); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	c.dir, err = hfDirectory(c.Config, tensors)
	return err
}

// weightFiles lists the files that hold the weights.
func weightFiles(folder fs.FS) ([]string, error) {
	text, err := readJSON(folder, indexFile)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := fs.Stat(folder, weightsFile); err != nil {
			return nil, fmt.Errorf("neither %s nor %s: weights in other formats are not supported", weightsFile, indexFile)
		}
		return []string{weightsFile}, nil
	}
	if err != nil {
		return nil, err
	}
	var index struct {
		Files map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(text, &index); err != nil {
		return nil, fmt.Errorf("%s: %w", indexFile, err)
	}
	files := slices.Compact(slices.Sorted(maps.Values(index.Files)))
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: its weight_map names no file", indexFile)
	}
	for _, f := range files {
		if !fs.ValidPath(f) || strings.ContainsAny(f, `/\`) {
			return nil, fmt.Errorf("%s: file %q: want the name of a file in the same folder", indexFile, f)
		}
	}
	return files, nil
}

// openWeights opens one file of weights and adds its tensors.
func (c *Checkpoint) openWeights(folder fs.FS, file string, i int, tensors map[string]stored) error {
	f, err := folder.Open(file)
	if err != nil {
		return err
	}
	r, ok := f.(io.ReaderAt)
	if !ok {
		f.Close()
		return errors.New("its file system cannot read at an offset")
	}
	c.files = append(c.files, r)
	info, err := f.Stat()
	if err != nil {
		return err
	}
	found, err := readSafetensors(r, info.Size())
	if err != nil {
		return err
	}
	for name, t := range found {
		if _, ok := tensors[name]; ok {
			return fmt.Errorf("tensor %q: another file has it too", name)
		}
		t.place.file = i
		tensors[name] = t
	}
	return nil
}

// readJSON reads a small file.
func readJSON(folder fs.FS, file string) ([]byte, error) {
	info, err := fs.Stat(folder, file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", file)
	}
	if info.Size() > maxJSON {
		return nil, fmt.Errorf("%s: %d bytes: want %d at most", file, info.Size(), maxJSON)
	}
	return fs.ReadFile(folder, file)
}
