package control

import (
	"fmt"
	"strings"

	"npugen/isa"
)

// Page is the documentation of all registers, in Markdown.
func Page() string {
	var b strings.Builder
	b.WriteString(`# Registers

The host controls the NPU through AXI4-Lite: words of 32 bits, addresses of 12
bits in bytes, of which the lowest two are ignored. Registers are 0 after reset
where nothing else is said.

A run: write the program's address to ` + "`start_line`" + `, and to ` + "`r0`" + ` and on what
its instructions add; write 1 to ` + "`doorbell`" + `; wait for the interrupt, or until
` + "`status`" + ` is not busy; read ` + "`result`" + `.

An address without a register is answered with DECERR, a write that is not
allowed or not of all 4 bytes with SLVERR; such an access changes nothing.

Counters begin at 0 with each run, count while it lasts and stop at 2^32 - 1.

A machine that does not come to its end shows why in the registers of its
queues: the oldest command of each, and the tokens that it misses.

| address | name | access | meaning |
|---|---|---|---|
`)
	for _, r := range Map() {
		fmt.Fprintf(&b, "| 0x%03x | `%s` | %s | %s |\n", r.Addr, r.Name, r.Access, r.Doc)
	}
	fmt.Fprintf(&b, "| 0x%03x..0x%03x | `r0`..`r%d` | write when idle | what modifiers add; anything at power-up, read as 0 |\n",
		RegProgram(0), RegProgram(isa.Registers-1), isa.Registers-1)
	return b.String()
}
