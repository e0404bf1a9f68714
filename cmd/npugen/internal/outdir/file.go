package outdir

import (
	"fmt"
	"os"
	"path/filepath"
)

// Pending is a file that appears whole, or not at all.
type Pending struct {
	path   string // as the user wrote it
	target string
	temp   *os.File
}

// Create begins to write a file. What was at path stays until Commit.
func Create(path string) (*Pending, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("cannot write %s: it is there and no regular file", path)
	}
	target := path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		target = real
	}
	temp, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+"-*")
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", path, reason(err))
	}
	return &Pending{path, target, temp}, nil
}

// Write adds to the file.
func (p *Pending) Write(data []byte) (int, error) { return p.temp.Write(data) }

// Abort forgets the file. After Commit it does nothing.
func (p *Pending) Abort() {
	if p.temp != nil {
		p.temp.Close()
		os.Remove(p.temp.Name())
		p.temp = nil
	}
}

// Commit puts the file in its place.
func (p *Pending) Commit() error {
	defer p.Abort()
	err := p.temp.Chmod(0o644)
	if err == nil {
		err = p.temp.Sync()
	}
	if err == nil {
		err = p.temp.Close()
	}
	if err == nil {
		err = os.Rename(p.temp.Name(), p.target)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", p.path, reason(err))
	}
	p.temp = nil
	return nil
}
