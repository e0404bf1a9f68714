package verilog

import (
	"strconv"
	"strings"
	"unicode"

	"npugen/hdl/ir"
)

// names hands out identifiers that are unique in one module. Those of the
// user are taken first, so a generated one never displaces them. Of a name in use it
// has the last number that was put behind it, or 1.
type names map[string]int

func newNames(m *ir.Module) names {
	used := names{m.Name: 1} // nets called as the top module are an error to Verilator
	for _, k := range strings.Fields(keywords) {
		used[k] = 1
	}
	for _, s := range m.Signals {
		used[s.Name] = 1
	}
	for _, mem := range m.Mems {
		used[mem.Name] = 1
	}
	return used
}

// take returns base, or base_2, base_3 and so on if it is in use.
func (u names) take(base string) string {
	name := base
	for u.used(name) {
		u[base]++
		name = base + "_" + strconv.Itoa(u[base])
	}
	u[name] = 1
	return name
}

// used reports whether a name is in use.
func (u names) used(name string) bool { return u[name] > 0 }

// prefix returns p, lengthened until no name in use starts with it and "_".
// The identifiers inside functions get it, so that they hide nothing.
func (u names) prefix(p string) string {
	for name := range u {
		if strings.HasPrefix(name, p+"_") {
			return u.prefix(p + "x")
		}
	}
	return p
}

// ident turns s into an identifier, or "" if nothing of it can be kept.
func ident(s string) string {
	s = strings.Trim(strings.Map(func(r rune) rune {
		if r == '_' || r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '_'
	}, s), "_")
	if s != "" && unicode.IsDigit(rune(s[0])) {
		s = "n" + s
	}
	return s
}

// upperSnake turns a Go name into that of a constant: LoadTile to LOAD_TILE.
func upperSnake(s string) string {
	var b strings.Builder
	rs := []rune(ident(s[strings.LastIndexByte(s, '.')+1:]))
	for i, r := range rs {
		lower := i > 0 && (unicode.IsLower(rs[i-1]) || unicode.IsDigit(rs[i-1]))
		end := i > 0 && i+1 < len(rs) && unicode.IsUpper(rs[i-1]) && unicode.IsLower(rs[i+1])
		if unicode.IsUpper(r) && (lower || end) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

// label is the constant for one member: STATE_IDLE for Idle, or StateIdle, of
// State.
func label(e *ir.Enum, m ir.Member) string {
	prefix, name := upperSnake(e.Name), upperSnake(m.Name)
	if strings.HasPrefix(name, prefix+"_") {
		return name
	}
	return prefix + "_" + name
}

// keywords of Verilog-2005, and of SystemVerilog where a tool reads .v files
// as such.
const keywords = `always and assign automatic begin buf bufif0 bufif1 case casex casez cell cmos config deassign default defparam design
disable edge else end endcase endconfig endfunction endgenerate endmodule endprimitive endspecify endtable endtask event for force forever
fork function generate genvar highz0 highz1 if ifnone incdir include initial inout input instance integer join large liblist library
localparam macromodule medium module nand negedge nmos nor noshowcancelled not notif0 notif1 or output parameter pmos posedge primitive
pull0 pull1 pulldown pullup pulsestyle_ondetect pulsestyle_onevent rcmos real realtime reg release repeat rnmos rpmos rtran rtranif0
rtranif1 scalared showcancelled signed small specify specparam strong0 strong1 supply0 supply1 table task time tran tranif0 tranif1 tri
tri0 tri1 triand trior trireg unsigned use uwire vectored wait wand weak0 weak1 while wire wor xnor xor
accept_on alias always_comb always_ff always_latch assert assume before bind bins binsof bit break byte chandle checker class clocking
const constraint context continue cover covergroup coverpoint cross dist do endchecker endclass endclocking endgroup endinterface
endpackage endprogram endproperty endsequence enum eventually expect export extends extern final first_match foreach forkjoin global iff
ignore_bins illegal_bins implements implies import inside int interconnect interface intersect join_any join_none let local logic longint
matches modport nettype new nexttime null package packed priority program property protected pure rand randc randcase randsequence ref
reject_on restrict return s_always s_eventually s_nexttime s_until s_until_with sequence shortint shortreal soft solve static string strong
struct super sync_accept_on sync_reject_on tagged this throughout timeprecision timeunit type typedef union unique unique0 until
until_with untyped var virtual void wait_order weak wildcard with within`
