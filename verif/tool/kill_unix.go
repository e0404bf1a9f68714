//go:build unix

package tool

import (
	"os/exec"
	"syscall"
)

// killTogether puts the program in a process group of its own, and kills the
// group: verilator runs make, which runs compilers.
func killTogether(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
