// Command npugen generates inference chips for language models and runs real
// models on them, cycle by cycle. npugen help lists what it can do.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"npugen/cmd/npugen/internal/verbs"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return verbs.Program().Main(ctx, os.Args[1:], os.Stdout, os.Stderr, terminal(os.Stderr))
}

// terminal says whether a person watches f.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}
