package stream

import "npugen/hdl"

// Policy is how an arbiter chooses among those that want.
type Policy int

// The policies.
const (
	Fair  Policy = iota // round robin: after the one served last, in a ring
	Fixed               // the lowest index
)

// String is the policy's name in module names.
func (p Policy) String() string {
	if p == Fair {
		return "fair"
	}
	return "fixed"
}

// Picker chooses one of N requests in each cycle.
//
// Latency: 0. Storage: N bits for Fair, none for Fixed. With Fair and Take
// always true, a request that stays up is granted within N cycles.
type Picker struct {
	N      int
	Policy Policy
}

// PickerIn is the requests. Take says that the grant is used: with Fair, those
// behind the one granted come first next time.
type PickerIn struct {
	Want []hdl.Bool
	Take hdl.Bool
}

// PickerOut is the choice: Grant has one bit up at most, Choice is its index
// (0 for none).
type PickerOut struct {
	Any    hdl.Bool
	Grant  []hdl.Bool
	Choice hdl.UInt
}

// Inputs has N requests.
func (p Picker) Inputs() PickerIn { return PickerIn{Want: hdl.Vec(okFanout(p.N), hdl.BoolT())} }

// Build isolates the lowest bit of the requests behind the one served last, or
// of all if there is none behind it.
func (p Picker) Build(m *hdl.Module, in PickerIn) PickerOut {
	n := within(m, "number of inputs", p.N, 1, maxFanout)
	if p.Policy != Fair && p.Policy != Fixed {
		m.Reject("a policy that does not exist", "use stream.Fair or stream.Fixed")
	}
	m.Doc("chooses one of several requests")
	want := hdl.Pack(in.Want)
	if p.Policy == Fair && n > 1 {
		behind := hdl.RegInit(m, "behind", hdl.U(0, n))
		rest := want.And(behind.Q())
		grant := lowest(hdl.Mux(rest.OrR(), rest, want))
		m.When(in.Take.And(want.OrR()), func() {
			behind.D(grant.Or(grant.SubWrap(hdl.U(1))).Not())
		})
		return p.out(m, want, grant)
	}
	m.Unused(in.Take)
	return p.out(m, want, lowest(want))
}

// lowest keeps the lowest bit of x that is 1.
func lowest(x hdl.UInt) hdl.UInt { return x.And(x.Not().AddWrap(hdl.U(1))) }

func (p Picker) out(m *hdl.Module, want, grant hdl.UInt) PickerOut {
	grant = hdl.Name(m, "chosen", grant)
	bits := hdl.Unpack(hdl.Vec(grant.Width(), hdl.BoolT()), grant)
	return PickerOut{want.OrR(), bits, indexOf(bits)}
}

// indexOf is the index of the bit that is up among bits of which at most one
// is.
func indexOf(bits []hdl.Bool) hdl.UInt {
	parts := make([]hdl.Bits, indexWidth(len(bits)))
	for b := range parts {
		var in []hdl.Bool
		for i, bit := range bits {
			if i>>b&1 == 1 {
				in = append(in, bit)
			}
		}
		parts[len(parts)-1-b] = hdl.Any(in...)
	}
	return hdl.Cat(parts...)
}
