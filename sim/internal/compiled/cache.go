package compiled

import (
	"os"
	"path/filepath"
	"sync"

	"github.com/tetratelabs/wazero"
)

// cacheFrom is the number of values from which on a design's machine code is
// worth keeping on disk for the next process.
const cacheFrom = 20_000

// wazeroVersion is the version whose machine code the cache holds: test binaries
// do not know it themselves.
const wazeroVersion = "v1.12.0"

// sharedCache keeps machine code by the content of what it was made from, in
// the user's cache directory; nil where there is none that can be written.
var sharedCache = sync.OnceValue(func() wazero.CompilationCache {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	c, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "npugen", "sim-"+wazeroVersion))
	if err != nil {
		return nil
	}
	return c
})
