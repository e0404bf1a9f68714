package config

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"npugen/blocks/hbm/profile"
)

// Rule is what must hold between the values of several keys.
type Rule struct {
	Path string   // the key to change
	Uses []string // the keys it depends on, Path among them
	Doc  string   // the rule
	Why  string   // what would go wrong

	// check says what is wrong and how to mend it, or nothing.
	check func(Config) (what, fix string)
}

// Rules lists the rules between keys.
func Rules() []Rule {
	return []Rule{
		{
			Path: "types.acc_width",
			Uses: []string{"types.acc_width", "types.act_width", "types.weight_width", "array.rows"},
			Doc:  "acc_width >= act_width + weight_width + ceil(log2 rows)",
			Why:  "the sum of a column must be exact: a product needs act_width + weight_width bits, and each doubling of the rows one more",
			check: func(c Config) (string, string) {
				need := c.Types.ActWidth + c.Types.WeightWidth + ceilLog2(c.Array.Rows)
				if c.Types.AccWidth >= need {
					return "", ""
				}
				return fmt.Sprintf("%d bits are too few for sums of %d products of %d x %d bits: %d + %d + ceil(log2 %d) = %d",
						c.Types.AccWidth, c.Array.Rows, c.Types.ActWidth, c.Types.WeightWidth, c.Types.ActWidth, c.Types.WeightWidth, c.Array.Rows, need),
					fmt.Sprintf("use %d..64 bits, or narrower types", need)
			},
		},
		{
			Path: "unified_buffer.bytes",
			Uses: []string{"unified_buffer.bytes", "unified_buffer.banks"},
			Doc:  "bytes is a multiple of banks",
			Why:  "all banks have the same size",
			check: func(c Config) (string, string) {
				bytes, banks := c.UnifiedBuffer.Bytes, c.UnifiedBuffer.Banks
				if bytes%banks == 0 {
					return "", ""
				}
				return fmt.Sprintf("%d bytes cannot be shared equally by %d banks", bytes, banks),
					fmt.Sprintf("use %s", formatSize((bytes+banks-1)/banks*banks))
			},
		},
		{
			Path: "unified_buffer.bytes",
			Uses: []string{"unified_buffer.bytes", "unified_buffer.banks", "array.rows", "types.act_width"},
			Doc:  "a bank holds at least one vector: 8 x bytes / banks >= rows x act_width",
			Why:  "the array takes a vector of rows activations per cycle from one bank",
			check: func(c Config) (string, string) {
				bank, vector := c.UnifiedBuffer.Bytes/c.UnifiedBuffer.Banks, (c.Array.Rows*c.Types.ActWidth+7)/8
				if bank >= vector {
					return "", ""
				}
				return fmt.Sprintf("a bank has %d bytes, a vector of %d x %d bits needs %d", bank, c.Array.Rows, c.Types.ActWidth, vector),
					fmt.Sprintf("use at least %s, or fewer banks", formatSize(vector*c.UnifiedBuffer.Banks))
			},
		},
		{
			Path: "npu.memory",
			Uses: []string{"npu.memory"},
			Doc:  "memory is the name of a profile: " + strings.Join(profile.Names(), ", "),
			Why:  "timings and sizes of the memory come from its profile",
			check: func(c Config) (string, string) {
				if slices.Contains(profile.Names(), c.NPU.Memory) {
					return "", ""
				}
				return fmt.Sprintf("unknown profile %q", c.NPU.Memory), "use " + strings.Join(profile.Names(), ", ")
			},
		},
	}
}

// ceilLog2 is the least n with 2^n >= x, for x >= 1.
func ceilLog2(x int) int { return bits.Len(uint(x - 1)) }
