package outdir

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// File is one file of the folder. Name has no separators.
type File struct {
	Name string
	Data []byte
}

// Options say how to write.
type Options struct {
	Program string // its name stands in the manifest and in errors
	Force   bool   // replace the folder of an earlier run whatever was added to it
}

// Write makes dir a folder that holds exactly files and the manifest. dir may
// not exist, be empty, or be the folder of an earlier run, which is replaced.
// Anything else is an error; so is a folder of an earlier run to which files
// were added, unless Options.Force is set. Folders above dir are made as needed.
//
// It ends early, with nothing done, when ctx does.
func Write(ctx context.Context, dir string, files []File, o Options) (err error) {
	target, err := resolve(dir)
	if err != nil {
		return err
	}
	if err := replaceable(dir, target, o); err != nil {
		return err
	}
	undo, err := makeParents(filepath.Dir(target))
	if err != nil {
		return fmt.Errorf("cannot make %s: %w", dir, reason(err))
	}
	defer func() {
		if err != nil {
			undo()
		}
	}()
	temp, err := makeTemp(target, o)
	if err != nil {
		return fmt.Errorf("cannot make %s: %w; choose a folder you may write to", dir, reason(err))
	}
	defer os.RemoveAll(temp) // what is left of the old folder, or of a failed run
	for _, f := range append(slices.Clone(files), manifest(files, o)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := writeFile(filepath.Join(temp, f.Name), f.Data); err != nil {
			return fmt.Errorf("cannot write %s: %w", filepath.Join(dir, f.Name), reason(err))
		}
	}
	if err := syncDir(temp); err != nil {
		return fmt.Errorf("cannot write %s: %w", dir, reason(err))
	}
	if err := swap(temp, target); err != nil {
		return fmt.Errorf("cannot replace %s: %w", dir, reason(err))
	}
	_ = syncDir(filepath.Dir(target)) // the folder is there; some parents cannot be opened
	return nil
}

// Check is the error with which Write would refuse dir, before it is written.
func Check(dir string, o Options) error {
	target, err := resolve(dir)
	if err != nil {
		return err
	}
	return replaceable(dir, target, o)
}

// resolve is the absolute path of dir without symbolic links.
func resolve(dir string) (string, error) {
	if dir == "" {
		return "", errors.New("the output folder has no name")
	}
	target, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(target); err == nil {
		target = real
	}
	if wd, err := os.Getwd(); err == nil {
		here, err1 := os.Stat(wd)
		there, err2 := os.Stat(target)
		if err1 == nil && err2 == nil && os.SameFile(here, there) {
			return "", fmt.Errorf("%s is the working directory, which cannot be replaced while you are in it; name a folder in it, such as %s", dir, filepath.Join(dir, "out"))
		}
	}
	if filepath.Dir(target) == target {
		return "", fmt.Errorf("%s cannot be replaced; name a folder in it", dir)
	}
	return target, nil
}

// makeParents makes the folders down to dir; undo removes those it made.
func makeParents(dir string) (undo func(), err error) {
	var made []string
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) || filepath.Dir(at) == at {
			break
		}
		made = append(made, at)
	}
	undo = func() {
		for _, d := range made { // deepest first; one that is not empty stays
			os.Remove(d)
		}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		undo()
		return nil, err
	}
	return undo, nil
}

// makeTemp makes an empty folder beside the target with the permissions that
// the target has or will have.
func makeTemp(target string, o Options) (string, error) {
	for {
		temp := tempName(target, o.Program+"-")
		err := os.Mkdir(temp, 0o777)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		if info, err := os.Stat(target); err == nil {
			if err := os.Chmod(temp, info.Mode().Perm()); err != nil {
				os.Remove(temp)
				return "", err
			}
		}
		return temp, nil
	}
}

func writeFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// swap puts temp in the place of target; the old target, if any, is then at
// temp.
func swap(temp, target string) error {
	err := os.Remove(target) // an empty one goes; a full one stays
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return os.Rename(temp, target)
	}
	if err := exchange(temp, target); !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	old := temp + "-old"
	if err := os.Rename(target, old); err != nil {
		return err
	}
	if err := os.Rename(temp, target); err != nil {
		return errors.Join(err, os.Rename(old, target))
	}
	return os.RemoveAll(old)
}

// reason is an error without the path, which the caller names as the user
// wrote it.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
