package streamtest

import (
	"fmt"
	"math/big"

	"npugen/sim"
)

// Datum is the signals of one datum, in the order of the fields of its stream.
type Datum []*big.Int

// D is a datum of small numbers.
func D(vs ...uint64) Datum {
	d := make(Datum, len(vs))
	for i, v := range vs {
		d[i] = new(big.Int).SetUint64(v)
	}
	return d
}

// String is the datum in hexadecimal.
func (d Datum) String() string { return fmt.Sprintf("%x", []*big.Int(d)) }

// U is field i as a number of up to 64 bits.
func (d Datum) U(i int) uint64 { return d[i].Uint64() }

// Transfer is a datum that moved.
type Transfer struct {
	Datum
	Cycle int
}

// Data is the data of transfers.
func Data(ts []Transfer) []string {
	out := make([]string, len(ts))
	for i, t := range ts {
		out[i] = t.String()
	}
	return out
}

// end is what both ends have: the ports of one stream.
type end struct {
	b            *Bench
	valid, ready *sim.Handle
	fields       []*sim.Handle
}

// newEnd finds stream elem of the ports name_valid, name_ready and name_field
// for each field.
func (b *Bench) newEnd(name string, elem int, fields []string) end {
	b.T.Helper()
	at := func(port string) *sim.Handle { return b.Sim.Must(name + "_" + port).At(elem) }
	e := end{b: b, valid: at("valid"), ready: at("ready")}
	for _, f := range fields {
		e.fields = append(e.fields, at(f))
	}
	if err := b.Sim.Err(); err != nil {
		b.T.Fatal(err)
	}
	return e
}

// Moves reports whether a datum is transferred in this cycle.
func (e *end) Moves() bool { return e.valid.Bool() && e.ready.Bool() }

func (e *end) datum() Datum {
	d := make(Datum, len(e.fields))
	for i, f := range e.fields {
		d[i] = f.Bits()
	}
	return d
}

// Source offers data to a stream of the design. While it offers none, the
// data signals are random.
type Source struct {
	end
	Rate     float64 // chance to offer the next datum, when none is on offer
	Queue    []Datum // still to be sent
	Sent     []Transfer
	offering bool
}

// Source makes the source of stream elem of the ports name_*; fields are the
// last parts of the names of its data ports. Its Rate is 1.
func (b *Bench) Source(name string, elem int, fields ...string) *Source {
	b.T.Helper()
	s := &Source{end: b.newEnd(name, elem, fields), Rate: 1}
	b.sources = append(b.sources, s)
	return s
}

// Send queues data.
func (s *Source) Send(ds ...Datum) { s.Queue = append(s.Queue, ds...) }

func (s *Source) drive() {
	if !s.offering && len(s.Queue) > 0 && s.b.Rand.Float64() < s.Rate {
		s.offering = true
	}
	s.valid.SetBool(s.offering)
	for i, f := range s.fields {
		if s.offering {
			f.SetBig(s.Queue[0][i])
		} else {
			f.SetBig(s.b.random(f.Width()))
		}
	}
}

func (s *Source) sample() {
	if s.Moves() {
		s.Sent = append(s.Sent, Transfer{s.Queue[0], s.b.Cycle})
		s.Queue = s.Queue[1:]
		s.offering = false
	}
}

// Sink takes data from a stream of the design.
type Sink struct {
	end
	Rate float64 // chance to be ready
	Got  []Transfer
}

// Sink makes the sink of stream elem of the ports name_*, like Source. Its
// Rate is 1.
func (b *Bench) Sink(name string, elem int, fields ...string) *Sink {
	b.T.Helper()
	s := &Sink{end: b.newEnd(name, elem, fields), Rate: 1}
	b.sinks = append(b.sinks, s)
	return s
}

func (s *Sink) sample() {
	if s.Moves() {
		s.Got = append(s.Got, Transfer{s.datum(), s.b.Cycle})
	}
}

// Offering reports whether a datum is on offer.
func (s *Source) Offering() bool { return s.offering }
