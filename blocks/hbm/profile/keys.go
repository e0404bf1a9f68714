package profile

// key is one number of a profile file.
type key struct {
	section string
	name    string
	min     int
	max     int
	doc     string
	at      func(*Profile) *int
}

// path is the key as messages name it.
func (k key) path() string {
	if k.section == "" {
		return k.name
	}
	return k.section + "." + k.name
}

// maxCK bounds a timing: 16 bits of cycles, more than any needs.
const maxCK = 1<<16 - 1

// numbers are the keys with a plain number.
func numbers() []key {
	g := func(name string, min, max int, doc string, at func(*Profile) *int) key {
		return key{"geometry", name, min, max, doc, at}
	}
	return []key{
		{"", "tck_ps", 100, 10000, "clock period in picoseconds", func(p *Profile) *int { return &p.TCKps }},
		g("density_gb", 1, 64, "gigabits of a channel", func(p *Profile) *int { return &p.Density }),
		g("bank_groups", 2, 8, "bank groups of a pseudo-channel", func(p *Profile) *int { return &p.BankGroups }),
		g("banks_per_group", 2, 8, "banks of a bank group", func(p *Profile) *int { return &p.BanksPerGroup }),
		g("rows", 16, 1<<20, "rows of a bank", func(p *Profile) *int { return &p.Rows }),
		g("page_bytes", 256, 8192, "bytes of a row", func(p *Profile) *int { return &p.PageBytes }),
		g("burst_bytes", 16, 64, "bytes of a column command", func(p *Profile) *int { return &p.BurstBytes }),
	}
}

// timings are the keys of the section timings, in the order of a file.
func timings() []key {
	t := func(name string, min int, doc string, at func(*Profile) *int) key {
		return key{"timings", name, min, maxCK, doc, at}
	}
	return []key{
		t("RL", 1, "read command to first data", func(p *Profile) *int { return &p.RL }),
		t("WL", 1, "write command to first data", func(p *Profile) *int { return &p.WL }),
		t("BL", 1, "cycles of a burst on the data bus", func(p *Profile) *int { return &p.BL }),
		t("tRCDRD", 1, "activate to read", func(p *Profile) *int { return &p.RCDRD }),
		t("tRCDWR", 1, "activate to write", func(p *Profile) *int { return &p.RCDWR }),
		t("tRP", 1, "precharge to activate", func(p *Profile) *int { return &p.RP }),
		t("tRAS", 1, "activate to precharge", func(p *Profile) *int { return &p.RAS }),
		t("tRC", 1, "activate to activate of a bank", func(p *Profile) *int { return &p.RC }),
		t("tCCDS", 1, "column command to column command, other bank group", func(p *Profile) *int { return &p.CCDS }),
		t("tCCDL", 1, "column command to column command, same bank group", func(p *Profile) *int { return &p.CCDL }),
		t("tRRDS", 1, "activate to activate, other bank group", func(p *Profile) *int { return &p.RRDS }),
		t("tRRDL", 1, "activate to activate, same bank group", func(p *Profile) *int { return &p.RRDL }),
		t("tFAW", 1, "window with four activates at most", func(p *Profile) *int { return &p.FAW }),
		t("tWTRS", 1, "end of write data to read, other bank group", func(p *Profile) *int { return &p.WTRS }),
		t("tWTRL", 1, "end of write data to read, same bank group", func(p *Profile) *int { return &p.WTRL }),
		t("tRTW", 1, "read to write", func(p *Profile) *int { return &p.RTW }),
		t("tRTP", 1, "read to precharge", func(p *Profile) *int { return &p.RTP }),
		t("tWR", 1, "end of write data to precharge", func(p *Profile) *int { return &p.WR }),
		t("tRFC", 1, "duration of an all-bank refresh", func(p *Profile) *int { return &p.RFC }),
		t("tRFCSB", 1, "duration of a single-bank refresh", func(p *Profile) *int { return &p.RFCSB }),
		t("tREFI", 1, "mean distance of refreshes of one bank", func(p *Profile) *int { return &p.REFI }),
		t("tRREFD", 1, "single-bank refresh to activate or refresh of another bank", func(p *Profile) *int { return &p.RREFD }),
		t("tPPD", 1, "precharge to precharge", func(p *Profile) *int { return &p.PPD }),
		t("tXP", 1, "power-down exit to any command", func(p *Profile) *int { return &p.XP }),
		t("tXS", 1, "self-refresh exit to any command", func(p *Profile) *int { return &p.XS }),
		t("tCKE", 1, "least time in power-down", func(p *Profile) *int { return &p.CKE }),
		t("act_ck", 1, "cycles of an activate on the row bus", func(p *Profile) *int { return &p.ActCK }),
		t("act_from", 0, "cycles that a rule beginning at an activate is longer", func(p *Profile) *int { return &p.ActFrom }),
		t("act_to", 0, "cycles that a rule ending at an activate is shorter", func(p *Profile) *int { return &p.ActTo }),
	}
}

// maxInit bounds a wait of the initialisation: some milliseconds.
const maxInit = 1<<24 - 1

// modeKey is the list of mode registers.
const modeKey = "mode_registers"

// initial are the keys of the section init, which a file may leave out.
func initial() []key {
	t := func(name string, max int, doc string, at func(*Profile) *int) key {
		return key{"init", name, 1, max, doc, at}
	}
	return []key{
		t("tINIT1", maxInit, "reset held low", func(p *Profile) *int { return &p.Init.T1 }),
		t("tINIT3", maxInit, "reset released to CKE high", func(p *Profile) *int { return &p.Init.T3 }),
		t("tINIT5", maxInit, "CKE high to first command", func(p *Profile) *int { return &p.Init.T5 }),
		t("tMRD", maxCK, "mode register load to mode register load", func(p *Profile) *int { return &p.MRD }),
		t("tMOD", maxCK, "mode register load to any other command", func(p *Profile) *int { return &p.MOD }),
		{section: "init", name: modeKey, doc: "list of {register: 0, value: 0x13}"},
	}
}

// TimingNames lists the timings, those of the initialisation's mode registers
// included, in the order of a file.
func TimingNames() []string {
	var names []string
	for _, k := range timings() {
		names = append(names, k.name)
	}
	return append(names, "tMRD", "tMOD")
}
