//go:build !unix

package tool

import "os/exec"

// killTogether does nothing: the program alone is killed.
func killTogether(*exec.Cmd) {}
