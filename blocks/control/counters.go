package control

import (
	"npugen/hdl"
	"npugen/isa"
)

// Counter is a count of cycles in which something is so, from the start of a
// program to its end, saturating at 32 bits.
type Counter struct{ Name, Doc string }

// Counters is all counters, in the order of their registers.
func Counters() []Counter {
	list := []Counter{
		{"cycles", "cycles from the doorbell to the end"},
		{"instructions", "instructions that left dispatch, NOP and END among them"},
		{"matrix_active", "cycles in which a vector entered the array"},
		{"matrix_starved", "cycles in which the matrix unit wanted weights and none were there"},
		{"matrix_shifting", "cycles in which the matrix unit waited while a tile was loaded"},
		{"vector_active", "cycles in which an element word entered the vector unit's lanes"},
		{"read_fetch", "beats read by fetch"},
		{"read_load", "beats read by the loader"},
		{"read_weights", "beats read by the weight streamer"},
		{"read_host", "beats read by the host"},
		{"write_store", "beats written by the store unit"},
		{"write_host", "beats written by the host"},
	}
	for q := isa.Weight; q < isa.Queues; q++ {
		list = append(list, Counter{"busy_" + q.String(), "cycles in which the " + q.String() + " unit had a command"})
	}
	for q := isa.Weight; q < isa.Queues; q++ {
		list = append(list, Counter{"wait_" + q.String(), "cycles in which the oldest command of the " + q.String() + " queue waited for tokens"})
	}
	return list
}

// CounterIndex is the place of a counter, or -1.
func CounterIndex(name string) int {
	for i, c := range Counters() {
		if c.Name == name {
			return i
		}
	}
	return -1
}

// RegCounter is the address of a counter's register, -1 if there is none.
func RegCounter(name string) int {
	i := CounterIndex(name)
	if i < 0 {
		return -1
	}
	return regCounters + 4*i
}

// Events is what the units tell for counting, each for the cycle in which it
// is true.
type Events struct {
	MatrixActive   hdl.Bool
	MatrixStarved  hdl.Bool
	MatrixShifting hdl.Bool
	VectorActive   hdl.Bool
	ReadFetch      hdl.Bool
	ReadLoad       hdl.Bool
	ReadWeights    hdl.Bool
	ReadHost       hdl.Bool
	WriteStore     hdl.Bool
	WriteHost      hdl.Bool
}

// Bank is the counters.
type Bank struct{}

// BankIn is what is counted. Clear begins at 0.
type BankIn struct {
	Clear, Enable hdl.Bool
	So            []hdl.Bool // by the order of Counters
}

// BankOut is the counts, a cycle later.
type BankOut struct{ Count []hdl.UInt }

// Inputs has an event for each counter.
func (Bank) Inputs() BankIn { return BankIn{So: hdl.Vec(len(Counters()), hdl.BoolT())} }

// Build counts.
func (Bank) Build(m *hdl.Module, in BankIn) BankOut {
	m.Doc("counters of a run")
	var out BankOut
	for i, c := range Counters() {
		q := hdl.RegInit(m, "count_"+c.Name, hdl.U(0, wordBits))
		m.When(in.Clear, func() {
			q.D(hdl.U(0, wordBits))
		}).Elsewhen(in.Enable.And(in.So[i]), func() {
			q.D(q.Q().AddSat(hdl.U(1)))
		})
		out.Count = append(out.Count, q.Q())
	}
	return out
}
