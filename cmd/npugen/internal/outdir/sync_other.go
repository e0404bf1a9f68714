//go:build !unix

package outdir

// syncDir does nothing: folders cannot be synced here.
func syncDir(string) error { return nil }
