package modeltest

import (
	"os"
	"path/filepath"
	"testing"
)

// Env names the folder that holds the real model files.
const Env = "NPUGEN_MODELS"

// Names of the real files, from the public tinyllamas collection.
const (
	Stories   = "stories260K.bin" // llama2.c checkpoint, version 0
	Tokenizer = "tok512.bin"      // its vocabulary
)

// File is the path of a real model file. Without the folder the test is
// skipped; where CI=true it fails, so that nothing goes untested unnoticed.
func File(t testing.TB, name string) string {
	t.Helper()
	missing := t.Skipf
	if os.Getenv("CI") == "true" {
		missing = t.Fatalf
	}
	dir := os.Getenv(Env)
	if dir == "" {
		missing("%s is not set: it names the folder with %s", Env, name)
		return ""
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		missing("%s: %v", Env, err)
	}
	return path
}
