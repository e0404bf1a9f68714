package profile

import "fmt"

// contradictions reports numbers that cannot all be true.
func (p *parse) contradictions() {
	t, g := p.profile.Timings, p.profile.Geometry
	for _, c := range []struct {
		path string
		bad  bool
		what string
	}{
		{"timings.tRC", t.RC < t.RAS+t.RP, fmt.Sprintf("%d is less than tRAS + tRP = %d", t.RC, t.RAS+t.RP)},
		{"timings.tRAS", t.RAS < t.RCDRD, fmt.Sprintf("%d is less than tRCDRD = %d", t.RAS, t.RCDRD)},
		{"timings.tCCDS", t.CCDS < t.BL, fmt.Sprintf("%d is less than the burst of %d cycles", t.CCDS, t.BL)},
		{"timings.tCCDL", t.CCDL < t.CCDS, fmt.Sprintf("%d is less than tCCDS = %d", t.CCDL, t.CCDS)},
		{"timings.tRRDL", t.RRDL < t.RRDS, fmt.Sprintf("%d is less than tRRDS = %d", t.RRDL, t.RRDS)},
		{"timings.tWTRL", t.WTRL < t.WTRS, fmt.Sprintf("%d is less than tWTRS = %d", t.WTRL, t.WTRS)},
		{"timings.tRTW", t.RTW < t.RL+t.BL-t.WL, fmt.Sprintf("%d: write data would meet read data; at least RL + BL - WL = %d", t.RTW, t.RL+t.BL-t.WL)},
		{"timings.tRFC", t.RFC < t.RFCSB, fmt.Sprintf("%d is less than tRFCSB = %d", t.RFC, t.RFCSB)},
		{"timings.tREFI", t.REFI <= t.RFC, fmt.Sprintf("%d leaves no time beside a refresh of %d", t.REFI, t.RFC)},
		{"timings.tREFI", t.REFI < g.Banks()*t.RREFD, fmt.Sprintf("%d is too short to refresh %d banks at distances of %d", t.REFI, g.Banks(), t.RREFD)},
		{"timings.act_to", t.ActTo >= t.ActCK, fmt.Sprintf("%d is not less than act_ck = %d", t.ActTo, t.ActCK)},
		{"timings.act_from", t.ActFrom >= t.ActCK, fmt.Sprintf("%d is not less than act_ck = %d", t.ActFrom, t.ActCK)},
		{"init.tMOD", t.MOD < t.MRD, fmt.Sprintf("%d is less than tMRD = %d", t.MOD, t.MRD)},
		{"geometry.bank_groups", notPower(g.BankGroups), fmt.Sprintf("%d is not a power of two", g.BankGroups)},
		{"geometry.banks_per_group", notPower(g.BanksPerGroup), fmt.Sprintf("%d is not a power of two", g.BanksPerGroup)},
		{"geometry.rows", notPower(g.Rows), fmt.Sprintf("%d is not a power of two", g.Rows)},
		{"geometry.page_bytes", notPower(g.PageBytes), fmt.Sprintf("%d is not a power of two", g.PageBytes)},
		{"geometry.burst_bytes", notPower(g.BurstBytes), fmt.Sprintf("%d is not a power of two", g.BurstBytes)},
		{"geometry.page_bytes", g.PageBytes < 2*g.BurstBytes, fmt.Sprintf("%d holds fewer than two bursts of %d", g.PageBytes, g.BurstBytes)},
		{"geometry.density_gb", g.Bytes() != g.Density<<27, fmt.Sprintf("%d Gb, but 2 x %d banks of %d rows of %d bytes make %d bytes", g.Density, g.Banks(), g.Rows, g.PageBytes, g.Bytes())},
	} {
		if c.bad {
			p.report(p.at[c.path], c.path, c.what, "")
		}
	}
}

func notPower(n int) bool { return n < 1 || n&(n-1) != 0 }
