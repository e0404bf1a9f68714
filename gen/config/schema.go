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
	Usual      string // of a text that is not required
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
			Doc:    "clock, for reports; a chip with its memory runs at the clock of the memory",
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

		{Path: "npu.lanes", Kind: Number, Unit: "elements", Min: 1, Max: 128, Default: 4,
			Doc:    "fp32 elements that the vector unit works on in a cycle, at most rows and cols; a divisor of both costs least",
			WhyMax: "a word is no longer than a row of the array",
			number: func(c *Config) *int { return &c.NPU.Lanes }},
		{Path: "npu.vector_words", Kind: Number, Unit: "words", Min: 16, Max: 1 << 20, PowerOfTwo: true, Default: 8192,
			Doc:    "words of the vector buffer, lanes elements each",
			Why:    "addresses wrap at the end",
			WhyMin: "less holds no model's vectors",
			WhyMax: "no more fits on a chip",
			number: func(c *Config) *int { return &c.NPU.VectorWords }},
		{Path: "npu.activation_rows", Kind: Number, Unit: "rows", Min: 16, Max: 1 << 16, PowerOfTwo: true, Default: 2048,
			Doc:    "rows of the activation buffer, an int8 for each row of the array and a scale",
			Why:    "addresses wrap at the end",
			WhyMin: "less holds no model's vectors",
			WhyMax: "instructions number rows with 16 bits",
			number: func(c *Config) *int { return &c.NPU.ActivationRows }},
		{Path: "npu.scalars", Kind: Number, Unit: "numbers", Min: 16, Max: 1 << 16, PowerOfTwo: true, Default: 512,
			Doc:    "results of reductions that are kept",
			Why:    "addresses wrap at the end",
			WhyMin: "less holds not the sums of one layer",
			WhyMax: "instructions number scalars with 16 bits",
			number: func(c *Config) *int { return &c.NPU.Scalars }},
		{Path: "npu.vectors", Kind: Number, Unit: "vectors", Min: 1, Max: 1 << 15, PowerOfTwo: true, Default: 64,
			Doc:    "vectors of one product, so tokens of a prompt that are read at once",
			Why:    "addresses of accumulators wrap at the end",
			WhyMax: "instructions count vectors with 16 bits",
			number: func(c *Config) *int { return &c.NPU.Vectors }},
		{Path: "npu.topk", Kind: Number, Unit: "elements", Min: 0, Max: 64, Default: 64,
			Doc:    "greatest elements that one instruction finds, with their places: logits to draw tokens from; 0: the chip finds the greatest alone",
			WhyMin: "0 leaves the list out",
			WhyMax: "all places of the list compare in a cycle",
			number: func(c *Config) *int { return &c.NPU.TopK }},
		{Path: "npu.tile", Kind: Number, Unit: "cells", Min: 0, Max: 16, Default: 0,
			Doc:    "side of a tile of the array, within which sums take no register, up to rows and cols; 0: 8, or less in a small array",
			WhyMin: "0 lets the size of the array decide",
			WhyMax: "longer chains of adders slow the clock",
			number: func(c *Config) *int { return &c.NPU.Tile }},
		{Path: "npu.queue", Kind: Number, Unit: "commands", Min: 4, Max: 64, Default: 8,
			Doc:    "commands that wait for each unit",
			WhyMin: "programs ask for weights four products ahead; with less room they could stand still",
			WhyMax: "a queue is made of registers",
			number: func(c *Config) *int { return &c.NPU.Queue }},
		{Path: "npu.channels", Kind: Number, Unit: "channels", Min: 1, Max: 16, PowerOfTwo: true, Default: 1,
			Doc:    "channels of memory, 64 bytes a beat and 32 bytes a cycle each",
			Why:    "low address bits choose the channel",
			WhyMax: "two stacks have 16",
			number: func(c *Config) *int { return &c.NPU.Channels }},
		{Path: "npu.entries", Kind: Number, Unit: "lines", Min: 8, Max: 128, PowerOfTwo: true, Default: 64,
			Doc:    "reads that wait in a memory controller, and as many writes",
			Why:    "the numbers of entries are dealt to two pseudo-channels",
			WhyMin: "fewer leave a pseudo-channel without choice",
			WhyMax: "all entries are compared in a cycle",
			number: func(c *Config) *int { return &c.NPU.Entries }},
		{Path: "npu.memory", Kind: Name, Min: 1, Max: 64, Usual: "hbm2-2000-8gb",
			Doc:  "profile of the memory; its clock is the chip's",
			Why:  "profiles have names such as hbm2-2000-8gb",
			text: func(c *Config) *string { return &c.NPU.Memory }},
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
		{"requant", "the fixed-point step from a sum to an activation, of the matrix engine"},
		{"npu", "what the whole chip has around the array"},
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
