package verbs

import (
	"io"

	"npugen/cmd/npugen/internal/command"
	"npugen/cmd/npugen/internal/outdir"
)

// named is a file that a flag names; without a name there is none.
type named struct{ flag, file string }

// apart finds an output that would replace another one, or an input.
func apart(outputs []named, inputs ...named) error {
	for i, a := range outputs {
		for _, b := range append(outputs[:i:i], inputs...) {
			if a.file != "" && b.file != "" && outdir.Same(a.file, b.file) {
				return command.Usagef("%s and %s both want %s: give each a file of its own", b.flag, a.flag, b.file)
			}
		}
	}
	return nil
}

// create begins an output. What of it is unfinished does not outlive the program.
func create(at command.IO, path string) (*outdir.Pending, error) {
	f, err := outdir.Create(path)
	if err == nil {
		at.IfAbandoned(f.Discard)
	}
	return f, err
}

// sideFile is a file beside what is printed, filled from a result.
type sideFile[R any] struct {
	file *outdir.Pending
	fill func(R, io.Writer) error
}

// sideFiles are begun before the long work, and finished after it.
type sideFiles[R any] []sideFile[R]

// add begins one, if it has a name.
func (l *sideFiles[R]) add(at command.IO, path string, fill func(R, io.Writer) error) error {
	if path == "" {
		return nil
	}
	f, err := create(at, path)
	if err == nil {
		*l = append(*l, sideFile[R]{f, fill})
	}
	return err
}

// abort forgets those that are not finished.
func (l sideFiles[R]) abort() {
	for _, o := range l {
		o.file.Abort()
	}
}

func (l sideFiles[R]) write(result R) error {
	for _, o := range l {
		if err := o.fill(result, o.file); err != nil {
			return err
		}
		if err := o.file.Commit(); err != nil {
			return err
		}
	}
	return nil
}
