package outdir

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ManifestName is the file that lists what the program wrote, in the form of
// sha256sum, so that `sha256sum -c` checks it.
func ManifestName(program string) string { return program + ".sha256" }

func manifest(files []File, o Options) File {
	var lines []string
	for _, f := range files {
		lines = append(lines, fmt.Sprintf("%x  %s\n", sha256.Sum256(f.Data), f.Name))
	}
	return File{ManifestName(o.Program), []byte(strings.Join(lines, ""))}
}

// replaceable is nil if the target may be replaced.
func replaceable(dir, target string, o Options) error {
	info, err := os.Lstat(target)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", dir, reason(err))
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is a file; name a folder", dir)
	}
	found, err := os.ReadDir(target)
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", dir, reason(err))
	}
	if len(found) == 0 {
		return nil
	}
	ours, err := listed(filepath.Join(target, ManifestName(o.Program)))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is not empty and %s did not make it; name another folder", dir, o.Program)
	}
	if err != nil {
		return fmt.Errorf("%s: %w; name another folder", filepath.Join(dir, ManifestName(o.Program)), err)
	}
	for _, e := range found {
		if !o.Force && (e.IsDir() || !slices.Contains(ours, e.Name())) {
			return fmt.Errorf("%s holds %s, which %s did not write and would delete; move it away, or give --force to replace the folder whole",
				dir, e.Name(), o.Program)
		}
	}
	return nil
}

// listed is the files that a manifest lists, and itself.
func listed(path string) ([]string, error) {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a file")
	}
	if err != nil {
		return nil, reason(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, reason(err)
	}
	names := []string{filepath.Base(path)}
	for line := range strings.Lines(string(data)) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || len(sum) != 2*sha256.Size || name != filepath.Base(name) {
			return nil, errors.New("not a list of files")
		}
		names = append(names, name)
	}
	return names, nil
}
