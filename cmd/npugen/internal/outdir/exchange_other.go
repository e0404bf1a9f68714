//go:build !linux

package outdir

import "errors"

func exchange(_, _ string) error { return errors.ErrUnsupported }
