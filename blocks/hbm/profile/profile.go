package profile

// Profile is one memory: a channel of two pseudo-channels with a shared row and
// a shared column command bus.
type Profile struct {
	Name    string
	Summary string
	TCKps   int // clock period in picoseconds
	Geometry
	Timings
	Init    Init              // zero for a file without a section init
	Sources map[string]string // by the name of the timing
}

// Geometry is what a channel consists of.
type Geometry struct {
	Density       int // Gb of a channel
	BankGroups    int // of a pseudo-channel
	BanksPerGroup int
	Rows          int // of a bank
	PageBytes     int // of a row
	BurstBytes    int // of one column command
}

// Timings are minimum distances in clock cycles (CK). The struct is comparable,
// so that it can be a parameter of a hardware module.
type Timings struct {
	RL, WL, BL     int // read latency, write latency, cycles of a burst on the data bus
	RCDRD, RCDWR   int
	RP, RAS, RC    int
	CCDS, CCDL     int
	RRDS, RRDL     int
	FAW            int
	WTRS, WTRL     int
	RTW, RTP, WR   int
	RFC, RFCSB     int
	REFI           int // mean distance of refreshes of one bank
	RREFD          int
	PPD            int
	XP, XS, CKE    int
	MRD, MOD       int // 0 without a section init
	ActCK          int // cycles of an ACT on the row bus
	ActTo, ActFrom int // CK that a rule ending at ACT is shorter, beginning at ACT longer
}

// Init is the initialisation: reset for T1, then T3 with CKE low, then T5 with CKE
// high, then the mode registers in ascending order. It is comparable; zero
// means a memory that is up.
type Init struct {
	T1, T3, T5 int // CK
	Modes      [ModeRegisters]Mode
}

// ModeRegisters is how many there may be.
const ModeRegisters = 16

// Mode is the value of a mode register.
type Mode struct {
	Load  bool
	Value int
}

// Loaded is the numbers of the registers that are loaded.
func (i Init) Loaded() []int {
	var list []int
	for n, m := range i.Modes {
		if m.Load {
			list = append(list, n)
		}
	}
	return list
}

// Banks is the number of banks of a pseudo-channel.
func (g Geometry) Banks() int { return g.BankGroups * g.BanksPerGroup }

// Columns is the number of bursts in a row.
func (g Geometry) Columns() int { return g.PageBytes / g.BurstBytes }

// Bytes is the capacity of a channel, both pseudo-channels.
func (g Geometry) Bytes() int { return 2 * g.Banks() * g.Rows * g.PageBytes }

// PeakGBs is the data rate of a channel in 10^9 bytes a second.
func (p Profile) PeakGBs() float64 {
	return 2 * float64(p.BurstBytes) / float64(p.BL*p.TCKps) * 1000
}
