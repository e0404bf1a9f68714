package hbm

import "npugen/blocks/hbm/profile"

// distance is the least distance from f to c, 0 for none.
func (b *brute) distance(f, c Command) int {
	t := b.p.Timings
	if f.Cmd.Channel() || c.Cmd.Channel() {
		return aroundChannel(t, f.Cmd, c.Cmd)
	}
	if f.PC != c.PC {
		return 0
	}
	sameGroup := f.Group == c.Group
	sameBank := sameGroup && f.Bank == c.Bank
	written := t.WL + t.BL // from a write command to the end of its data
	switch c.Cmd {
	case profile.ACT:
		return beforeAct(t, f.Cmd, sameGroup, sameBank, written)
	case profile.PRE, profile.PREA:
		return beforePrecharge(t, f.Cmd, sameBank || c.Cmd == profile.PREA, written)
	case profile.REFSB, profile.REFAB:
		return beforeRefresh(t, f.Cmd, c.Cmd == profile.REFAB, sameBank, written)
	}
	return beforeColumn(t, f.Cmd, c.Cmd, sameGroup, sameBank, written)
}

func beforeAct(t profile.Timings, f profile.Command, sameGroup, sameBank bool, written int) int {
	switch {
	case f == profile.ACT && sameBank:
		return t.RC
	case f == profile.ACT && sameGroup:
		return t.RRDL
	case f == profile.ACT:
		return t.RRDS
	case f == profile.PREA || f == profile.PRE && sameBank:
		return t.RP - t.ActTo
	case f == profile.RDA && sameBank:
		return t.RTP + t.RP - t.ActTo
	case f == profile.WRA && sameBank:
		return written + t.WR + t.RP - t.ActTo
	case f == profile.REFSB && sameBank:
		return t.RFCSB - t.ActTo
	case f == profile.REFSB:
		return t.RREFD - t.ActTo
	case f == profile.REFAB:
		return t.RFC - t.ActTo
	}
	return 0
}

func beforePrecharge(t profile.Timings, f profile.Command, closes bool, written int) int {
	switch {
	case f == profile.PRE || f == profile.PREA:
		return t.PPD
	case !closes:
		return 0
	case f == profile.ACT:
		return t.RAS + t.ActFrom
	case f == profile.RD || f == profile.RDA:
		return t.RTP
	case f == profile.WR || f == profile.WRA:
		return written + t.WR
	}
	return 0
}

func beforeRefresh(t profile.Timings, f profile.Command, all, sameBank bool, written int) int {
	concerned := all || sameBank
	switch {
	case f == profile.ACT && concerned:
		return t.RC + t.ActFrom
	case f == profile.ACT:
		return t.RRDS + t.ActFrom
	case f == profile.PREA || f == profile.PRE && concerned:
		return t.RP
	case f == profile.RDA && concerned:
		return t.RTP + t.RP
	case f == profile.WRA && concerned:
		return written + t.WR + t.RP
	case f == profile.REFSB && concerned:
		return t.RFCSB
	case f == profile.REFSB:
		return t.RREFD
	case f == profile.REFAB:
		return t.RFC
	}
	return 0
}

func beforeColumn(t profile.Timings, f, c profile.Command, sameGroup, sameBank bool, written int) int {
	read := c == profile.RD || c == profile.RDA
	fRead, fWrite := f == profile.RD || f == profile.RDA, f == profile.WR || f == profile.WRA
	switch {
	case f == profile.ACT && sameBank && read:
		return t.RCDRD + t.ActFrom
	case f == profile.ACT && sameBank:
		return t.RCDWR + t.ActFrom
	case fRead && !read:
		return t.RTW
	case fWrite && c == profile.RDA && sameBank:
		return written + max(t.WTRL, t.WR-t.RTP)
	case fWrite && read && sameGroup:
		return written + t.WTRL
	case fWrite && read:
		return written + t.WTRS
	case (fRead || fWrite) && sameGroup:
		return t.CCDL
	case fRead || fWrite:
		return t.CCDS
	}
	return 0
}

// aroundChannel is the distance where one of the two is for the whole channel.
func aroundChannel(t profile.Timings, f, c profile.Command) int {
	leaves := c == profile.PDX || c == profile.SRX
	enters := c == profile.PDE || c == profile.SRE
	read, write := f == profile.RD || f == profile.RDA, f == profile.WR || f == profile.WRA
	written := t.WL + t.BL + t.WR
	switch {
	case f == profile.PDE && c == profile.PDX, f == profile.SRE && c == profile.SRX:
		return t.CKE
	case leaves:
		return 0
	case f == profile.PDX:
		return t.XP
	case f == profile.SRX:
		return t.XS
	case f == profile.MRS && c == profile.MRS:
		return t.MRD
	case f == profile.MRS:
		return t.MOD
	case !enters:
		return 0
	case c == profile.PDE && write:
		return written
	case read && (c == profile.PDE || f == profile.RD):
		return t.RL + t.BL
	case c == profile.PDE:
		return 0
	}
	switch f { // to SRE
	case profile.ACT:
		return t.RC + t.ActFrom
	case profile.PRE, profile.PREA:
		return t.RP
	case profile.RDA:
		return max(t.RL+t.BL, t.RTP+t.RP)
	case profile.WR:
		return written
	case profile.WRA:
		return written + t.RP
	case profile.REFSB:
		return t.RFCSB
	case profile.REFAB:
		return t.RFC
	}
	return 0
}
