// Command train makes the files of the built-in model: it writes stories, learns
// a vocabulary from them, trains the model and stores it in int8.
//
//	go run ./model/builtin/train [folder]
//
// It takes about 10 minutes on one core. On the same architecture and Go
// release it gives the same bytes each time.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

func main() {
	folder := filepath.Join("model", "builtin")
	if len(os.Args) == 2 {
		folder = os.Args[1]
	}
	if len(os.Args) > 2 {
		fmt.Fprintln(os.Stderr, "usage: train [folder]: where to write model.bin and tokenizer.bin; model/builtin if not given")
		os.Exit(2)
	}
	if err := run(folder, full(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(folder string, r recipe, log io.Writer) error {
	begin := time.Now()
	files, err := r.make(log)
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(log, "%s: %d bytes\n", filepath.Join(folder, name), len(data))
	}
	fmt.Fprintf(log, "%.0f s\n", time.Since(begin).Seconds())
	return nil
}
