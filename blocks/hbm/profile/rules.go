package profile

import "fmt"

// Command is what the memory is told.
type Command uint8

// The commands. RD to WRA travel on the column bus, the others on the row bus.
// MRS to SRX are for the whole channel; MRS has the register where others have
// the bank, and its value where ACT has the row. At the end of an initialisation's
// wait PDX raises CKE for the first time.
const (
	ACT Command = iota
	PRE
	PREA
	REFSB
	REFAB
	RD
	RDA
	WR
	WRA
	MRS // load a mode register
	PDE // enter power-down
	PDX // leave it
	SRE // enter self-refresh
	SRX // leave it
	CommandCount
)

// String is the name as in command logs.
func (c Command) String() string {
	if c >= CommandCount {
		return fmt.Sprintf("Command(%d)", uint8(c))
	}
	return [...]string{"ACT", "PRE", "PREA", "REFSB", "REFAB", "RD", "RDA", "WR", "WRA", "MRS", "PDE", "PDX", "SRE", "SRX"}[c]
}

// Column reports whether c travels on the column bus.
func (c Command) Column() bool { return c >= RD && c <= WRA }

// Channel reports whether c concerns both pseudo-channels.
func (c Command) Channel() bool { return c >= MRS && c < CommandCount }

// ParseCommand is the command of that name.
func ParseCommand(s string) (Command, bool) {
	for c := range CommandCount {
		if c.String() == s {
			return c, true
		}
	}
	return 0, false
}

// Scope says between which commands of a pseudo-channel a rule holds.
type Scope uint8

// The scopes.
const (
	Bank    Scope = iota // of one bank
	Group                // of one bank group
	Pseudo               // of the pseudo-channel
	Channel              // of the channel
)

// String is the scope's name.
func (s Scope) String() string {
	return [...]string{"bank", "bank group", "pseudo-channel", "channel"}[s]
}

// Rule is a least distance: a command of To comes at least Delay after the
// Window-th last command of From (1: the last) in the same Scope.
type Rule struct {
	Name     string // the timing it is known by
	From, To []Command
	Scope    Scope
	Window   int
	Delay    Delay
}

// String is "tRC: ACT -> ACT, bank: tRC".
func (r Rule) String() string {
	return fmt.Sprintf("%s: %v -> %v, %v: %s", r.Name, r.From, r.To, r.Scope, r.Delay)
}

// Rules are the rules between commands, for all generations: a rule that one
// does not have is shorter than another of its own. A scope includes the
// narrower ones.
func Rules() []Rule {
	type cs = []Command
	act, pre, prea, refsb, refab := cs{ACT}, cs{PRE}, cs{PREA}, cs{REFSB}, cs{REFAB}
	anyPre, reads, writes := cs{PRE, PREA}, cs{RD, RDA}, cs{WR, WRA}
	rda, wra := cs{RDA}, cs{WRA}
	mrs, pde, pdx, sre, srx := cs{MRS}, cs{PDE}, cs{PDX}, cs{SRE}, cs{SRX}
	use := cs{ACT, PRE, PREA, REFSB, REFAB, RD, RDA, WR, WRA, SRE, PDE}
	return []Rule{
		{"tRC", act, act, Bank, 1, "tRC"},
		{"tRRDL", act, act, Group, 1, "tRRDL"},
		{"tRRDS", act, act, Pseudo, 1, "tRRDS"},
		{"tFAW", act, act, Pseudo, 4, "tFAW"},
		{"tRCDRD", act, reads, Bank, 1, "tRCDRD+act_from"},
		{"tRCDWR", act, writes, Bank, 1, "tRCDWR+act_from"},
		{"tRAS", act, pre, Bank, 1, "tRAS+act_from"},
		{"tRAS all", act, prea, Pseudo, 1, "tRAS+act_from"},
		{"tRC refresh", act, refsb, Bank, 1, "tRC+act_from"},
		{"tRRDS refresh", act, refsb, Pseudo, 1, "tRRDS+act_from"},
		{"tRC refresh all", act, refab, Pseudo, 1, "tRC+act_from"},
		{"tRP", pre, act, Bank, 1, "tRP-act_to"},
		{"tRP all", prea, act, Pseudo, 1, "tRP-act_to"},
		{"tRP refresh", pre, refsb, Bank, 1, "tRP"},
		{"tRP all refresh", prea, refsb, Pseudo, 1, "tRP"},
		{"tRP refresh all", anyPre, refab, Pseudo, 1, "tRP"},
		{"tPPD", anyPre, anyPre, Pseudo, 1, "tPPD"},
		{"tCCDS read", reads, reads, Pseudo, 1, "tCCDS"},
		{"tCCDL read", reads, reads, Group, 1, "tCCDL"},
		{"tCCDS write", writes, writes, Pseudo, 1, "tCCDS"},
		{"tCCDL write", writes, writes, Group, 1, "tCCDL"},
		{"tRTW", reads, writes, Pseudo, 1, "tRTW"},
		{"tWTRS", writes, reads, Pseudo, 1, "WL+BL+tWTRS"},
		{"tWTRL", writes, reads, Group, 1, "WL+BL+tWTRL"},
		{"tWR read precharge", writes, rda, Bank, 1, "WL+BL+max(tWR-tRTP,tWTRL)"},
		{"tRTP", reads, pre, Bank, 1, "tRTP"},
		{"tRTP all", reads, prea, Pseudo, 1, "tRTP"},
		{"tWR", writes, pre, Bank, 1, "WL+BL+tWR"},
		{"tWR all", writes, prea, Pseudo, 1, "WL+BL+tWR"},
		{"tRTP tRP", rda, act, Bank, 1, "tRTP+tRP-act_to"},
		{"tRTP tRP refresh", rda, refsb, Bank, 1, "tRTP+tRP"},
		{"tRTP tRP refresh all", rda, refab, Pseudo, 1, "tRTP+tRP"},
		{"tWR tRP", wra, act, Bank, 1, "WL+BL+tWR+tRP-act_to"},
		{"tWR tRP refresh", wra, refsb, Bank, 1, "WL+BL+tWR+tRP"},
		{"tWR tRP refresh all", wra, refab, Pseudo, 1, "WL+BL+tWR+tRP"},
		{"tRFCSB", refsb, act, Bank, 1, "tRFCSB-act_to"},
		{"tRREFD activate", refsb, act, Pseudo, 1, "tRREFD-act_to"},
		{"tRFCSB refresh", refsb, refsb, Bank, 1, "tRFCSB"},
		{"tRREFD", refsb, refsb, Pseudo, 1, "tRREFD"},
		{"tRFCSB refresh all", refsb, refab, Pseudo, 1, "tRFCSB"},
		{"tRFC", refab, act, Pseudo, 1, "tRFC-act_to"},
		{"tRFC refresh", refab, refsb, Pseudo, 1, "tRFC"},
		{"tRFC refresh all", refab, refab, Pseudo, 1, "tRFC"},
		{"tMRD", mrs, mrs, Channel, 1, "tMRD"},
		{"tMOD", mrs, use, Channel, 1, "tMOD"},
		{"tXP", pdx, append(use, MRS), Channel, 1, "tXP"},
		{"tXS", srx, append(use, MRS), Channel, 1, "tXS"},
		{"tCKE", pde, pdx, Channel, 1, "tCKE"},
		{"tCKE self-refresh", sre, srx, Channel, 1, "tCKE"},
		{"read power-down", reads, cs{PDE, SRE}, Channel, 1, "RL+BL"},
		{"write power-down", writes, cs{PDE, SRE}, Channel, 1, "WL+BL+tWR"},
		{"tRC self-refresh", act, sre, Channel, 1, "tRC+act_from"},
		{"tRP self-refresh", anyPre, sre, Channel, 1, "tRP"},
		{"tRTP tRP self-refresh", rda, sre, Channel, 1, "tRTP+tRP"},
		{"tWR tRP self-refresh", wra, sre, Channel, 1, "WL+BL+tWR+tRP"},
		{"tRFCSB self-refresh", refsb, sre, Channel, 1, "tRFCSB"},
		{"tRFC self-refresh", refab, sre, Channel, 1, "tRFC"},
	}
}

// Distance is the least distance that the rules want between two commands that
// share what scope says; Bank includes Group, Pseudo and Channel. Windows of more than one command are left out.
func (t Timings) Distance(from, to Command, scope Scope) int {
	most := 0
	for _, r := range Rules() {
		if r.Window == 1 && r.Scope >= scope && has(r.From, from) && has(r.To, to) {
			most = max(most, r.cycles(t))
		}
	}
	return most
}

// cycles is the delay of a rule of the table, all of which are valid.
func (r Rule) cycles(t Timings) int {
	n, err := r.Delay.Cycles(t)
	if err != nil {
		panic(err) // a test evaluates them all
	}
	return n
}

// Has reports whether the rule starts at from and ends at to.
func (r Rule) Has(from, to Command) bool { return has(r.From, from) && has(r.To, to) }

func has(cs []Command, c Command) bool {
	for _, x := range cs {
		if x == c {
			return true
		}
	}
	return false
}
