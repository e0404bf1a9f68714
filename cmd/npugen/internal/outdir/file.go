package outdir

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Pending is a file that appears whole, or not at all.
type Pending struct {
	path   string // as the user wrote it
	target string
	temp   *os.File
	name   string // of temp
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
	temp, err := createTemp(target)
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", path, reason(err))
	}
	return &Pending{path, target, temp, temp.Name()}, nil
}

// Same is whether two paths are of one file, or would be.
func Same(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	if errX == nil && errY == nil {
		return os.SameFile(x, y)
	}
	return (errX == nil) == (errY == nil) && place(a) == place(b)
}

// place is a path without links but for the last of it.
func place(path string) string {
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return filepath.Clean(path)
	}
	if full, err := filepath.Abs(dir); err == nil {
		dir = full
	}
	return filepath.Join(dir, filepath.Base(path))
}

// Write adds to the file.
func (p *Pending) Write(data []byte) (int, error) {
	n, err := p.temp.Write(data)
	if err != nil {
		err = fmt.Errorf("cannot write %s: %w", p.path, reason(err))
	}
	return n, err
}

// createTemp makes an empty file beside the target with the permissions that the
// target has, or will have.
func createTemp(target string) (*os.File, error) {
	for {
		f, err := os.OpenFile(tempName(target, ""), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if info, err := os.Stat(target); err == nil {
			if err := f.Chmod(info.Mode().Perm()); err != nil {
				f.Close()
				os.Remove(f.Name())
				return nil, err
			}
		}
		return f, nil
	}
}

// tempName is a random name beside a path, hidden and no longer than names may be.
func tempName(path, program string) string {
	base := filepath.Base(path)
	return filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s-%s%08x", base[:min(len(base), 100)], program, rand.Uint32()))
}

// Discard removes what is written so far. Unlike Abort it may be called while the
// file is written, and what is written then is lost.
func (p *Pending) Discard() { os.Remove(p.name) }

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
	err := p.temp.Sync()
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
