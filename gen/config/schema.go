package config

import "strings"

// Kind is what the value of a key looks like.
type Kind string

// Kinds of values.
const (
	Number Kind = "number" // whole
	Size   Kind = "size"   // bytes: 65536 or 64 KiB
	Name   Kind = "name"   // an identifier
	Text   Kind = "text"   // one line
)

// Field describes one key.
type Field struct {
	Path       string // section.key, or key alone at the top
	Kind       Kind
	Unit       string
	Min, Max   int // of the value, or of the length of a text
	PowerOfTwo bool
	Required   bool
	Default    int    // of a number that is not required
	Doc        string // what it is
	Why        string // why a text looks as it must, or a number is a power of two
	WhyMin     string // why it is not less
	WhyMax     string // why it is not more

	number func(*Config) *int
	text   func(*Config) *string
}

// Section is the part of the path before the dot, or "".
func (f Field) Section() string {
	section, _, ok := strings.Cut(f.Path, ".")
	if !ok {
		return ""
	}
	return section
}

// Key is the last part of the path.
func (f Field) Key() string { return f.Path[strings.LastIndexByte(f.Path, '.')+1:] }

// Fields describes every key, in the order of a file.
func Fields() []Field {
	return []Field{
		{Path: "name", Kind: Name, Min: 1, Max: 64, Required: true,
			Doc:  "names the chip in reports and messages",
			Why:  "it becomes part of Verilog and file names: a lower-case letter, then lower-case letters, digits, - and _",
			text: func(c *Config) *string { return &c.Name }},
		{Path: "summary", Kind: Text, Min: 0, Max: 100,
			Doc:  "says in one line what the chip is for",
			Why:  "it stands in one line of lists and file headers",
			text: func(c *Config) *string { return &c.Summary }},
		{Path: "clock_mhz", Kind: Number, Unit: "MHz", Min: 1, Max: 5000, Required: true,
			Doc:    "clock, for reports; the logic does not depend on it",
			WhyMax: "no process clocks an array so fast",
			number: func(c *Config) *int { return &c.ClockMHz }},

		{Path: "array.rows", Kind: Number, Unit: "cells", Min: 1, Max: 256, Required: true,
			Doc:    "cells along the reduction: activations that enter per cycle",
			WhyMax: "the largest array that is generated and tested is 256 x 256",
			number: func(c *Config) *int { return &c.Array.Rows }},
		{Path: "array.cols", Kind: Number, Unit: "cells", Min: 1, Max: 256, Required: true,
			Doc:    "cells across: outputs that are summed at once",
			WhyMax: "the largest array that is generated and tested is 256 x 256",
			number: func(c *Config) *int { return &c.Array.Cols }},

		{Path: "types.act_width", Kind: Number, Unit: "bits", Min: 2, Max: 16, Default: 8,
			Doc:    "width of an activation, signed",
			WhyMin: "a signed number has 2 bits",
			WhyMax: "beyond 16 bits floating point is the better choice",
			number: func(c *Config) *int { return &c.Types.ActWidth }},
		{Path: "types.weight_width", Kind: Number, Unit: "bits", Min: 2, Max: 16, Default: 8,
			Doc:    "width of a weight, signed",
			WhyMin: "a signed number has 2 bits",
			WhyMax: "beyond 16 bits floating point is the better choice",
			number: func(c *Config) *int { return &c.Types.WeightWidth }},
		{Path: "types.acc_width", Kind: Number, Unit: "bits", Min: 4, Max: 64, Default: 32,
			Doc:    "width of a sum, signed",
			WhyMin: "it holds a product of the narrowest types",
			WhyMax: "simulators and golden models hold a sum in 64 bits",
			number: func(c *Config) *int { return &c.Types.AccWidth }},

		{Path: "accumulators.depth", Kind: Number, Unit: "entries", Min: 1, Max: 65536, Required: true,
			Doc:    "sums kept per column, so the rows of activations that one weight tile serves",
			WhyMax: "deeper memories cost more area than any array gains",
			number: func(c *Config) *int { return &c.Accumulators.Depth }},

		{Path: "unified_buffer.bytes", Kind: Size, Unit: "bytes", Min: 64, Max: 256 << 20, Required: true,
			Doc:    "size of the activation buffer, all banks together",
			WhyMin: "a bank of a few bytes is better made of registers",
			WhyMax: "no more fits on a chip",
			number: func(c *Config) *int { return &c.UnifiedBuffer.Bytes }},
		{Path: "unified_buffer.banks", Kind: Number, Unit: "banks", Min: 1, Max: 64, PowerOfTwo: true, Required: true,
			Doc:    "memories that can be accessed in the same cycle",
			Why:    "low address bits choose the bank",
			WhyMax: "the crossbar grows with the square of the banks",
			number: func(c *Config) *int { return &c.UnifiedBuffer.Banks }},

		{Path: "requant.mult_bits", Kind: Number, Unit: "bits", Min: 2, Max: 32, Default: 16,
			Doc:    "width of the multiplier in y = saturate(round(x * mult / 2^shift)), unsigned",
			WhyMin: "one bit knows only powers of two",
			WhyMax: "more bits gain nothing over a sum of 32",
			number: func(c *Config) *int { return &c.Requant.MultBits }},
		{Path: "requant.shift_bits", Kind: Number, Unit: "bits", Min: 1, Max: 6, Default: 6,
			Doc:    "width of the shift amount: shifts of 0 .. 2^shift_bits - 1",
			WhyMax: "no product of sum and multiplier is wider than 64 bits",
			number: func(c *Config) *int { return &c.Requant.ShiftBits }},
	}
}

// section describes a group of keys.
type section struct{ key, doc string }

// sections are in the order of a file.
func sections() []section {
	return []section{
		{"array", "the systolic array of multiply-accumulate cells"},
		{"types", "number formats, all two's complement"},
		{"accumulators", "the memory that collects the sums which leave the array"},
		{"unified_buffer", "the memory that holds activations on the chip"},
		{"requant", "the fixed-point step from a sum to an activation"},
	}
}

// inSection is the fields of a section, or of the top level for "".
func inSection(key string) []Field {
	var in []Field
	for _, f := range Fields() {
		if f.Section() == key {
			in = append(in, f)
		}
	}
	return in
}
