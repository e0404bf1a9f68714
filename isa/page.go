package isa

import (
	"fmt"
	"strings"
)

// Page is the documentation of all instructions' fields, in Markdown.
func Page() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Instructions

An instruction is a line of %d bytes, %d words of 32 bits, little endian. What it
does is in [npu.md](npu.md); its text form in the documentation of package
`+"`isa/asm`"+`. Bits that are in no table are 0. Elements of the
vector buffer, and distances between them, are addresses of word and lane.

## All instructions

`, Bytes, Words)
	table(&b, header)
	fmt.Fprintf(&b, `| modifiers | 1, 2 | 28..0 | %d, two a word, the first from bit 0 on, the second from bit 16 on: [3:0] the word to which a register is added (0: none), [12:4] the register, 0 to %d |
`, Modifiers, Registers-1)
	for _, op := range Ops() {
		fmt.Fprintf(&b, "\n## %v\n\nOperation 0x%02x, %v queue.\n", op, uint8(op), op.Queue())
		if len(Fields(op)) > 0 {
			b.WriteString("\n")
			table(&b, Fields(op))
		}
	}
	return b.String()
}

func table(b *strings.Builder, list []Field) {
	b.WriteString("| field | word | bits | meaning |\n|---|---|---|---|\n")
	for _, f := range list {
		doc := f.Doc
		if names := f.Values(); names != nil {
			doc += " (in text: " + strings.Join(names, ", ") + ")"
		}
		fmt.Fprintf(b, "| `%s` | %d | %d..%d | %s |\n", f.Name, f.Word, f.Lo+f.Bits-1, f.Lo, doc)
	}
}
