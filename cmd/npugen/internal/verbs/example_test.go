package verbs_test

import (
	"context"
	"os"

	"npugen/cmd/npugen/internal/verbs"
)

// The help of a verb.
func ExampleProgram() {
	verbs.Program().Main(context.Background(), []string{"presets", "--help"}, os.Stdout, os.Stderr, false)
	// Output:
	// npugen presets: list the configurations, or print one
	//
	// Usage:
	//   npugen presets [NAME] [--json] [--reference]
	//
	// Without a name, lists the configurations that come with npugen. With a name,
	// prints that one as YAML, a start for your own: change it and give it to
	// npugen gen --config. The peak counts a multiplication and an addition as two
	// operations.
	//
	// Flags:
	//       --json       print the list as JSON
	//       --reference  print what every key of a configuration means, as Markdown
	//
	// Example:
	//   $ npugen presets
	//   NAME       ARRAY      BUFFER  ACCUMULATORS  CLOCK     PEAK TOPS  SUMMARY
	//   edge-16    16 x 16    64 KiB  16 KiB        1000 MHz  0.512      16 x 16 int8, 64 KiB activations, small enough for every simulator
	//   decode-64  64 x 64    1 MiB   256 KiB       1000 MHz  8.19       64 x 64 int8, 1 MiB activations, one 64-byte weight row a cycle
	//   tpu-v1     256 x 256  24 MiB  4 MiB         700 MHz   91.8       256 x 256 int8, 24 MiB activations, the first TPU's numbers
}
