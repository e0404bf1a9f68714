package opmatrix

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
)

// Matrix applies every operator to operands of WA and WB bits.
type Matrix struct{ WA, WB int }

// In is the raw bits of the operands.
type In struct{ A, B hdl.UInt }

// Out is all results, those of the first operator in the high bits.
type Out struct{ Results hdl.UInt }

// Inputs are the operands.
func (x Matrix) Inputs() In { return In{hdl.UIntT(x.WA), hdl.UIntT(x.WB)} }

// Build names each result after its operator.
func (x Matrix) Build(m *hdl.Module, in In) Out {
	var all []hdl.Bits
	for _, o := range Table(x.WA, x.WB) {
		name := strings.ReplaceAll(o.Name, ".", "_")
		all = append(all, named(m, name, o.Build(Operands{in.A, in.B, in.A.AsSInt(), in.B.AsSInt()})))
	}
	return Out{hdl.Cat(all...)}
}

func named(m *hdl.Module, name string, x hdl.Bits) hdl.Bits {
	switch x := x.(type) {
	case hdl.Bool:
		return hdl.Name(m, name, x)
	case hdl.UInt:
		return hdl.Name(m, name, x)
	case hdl.SInt:
		return hdl.Name(m, name, x)
	}
	return x
}

// Job is a matrix with all pairs of corner operands and n random pairs.
func (x Matrix) Job(n int) (verif.Job, error) {
	c, err := hdl.Elaborate(x)
	if err != nil {
		return verif.Job{}, err
	}
	r := rand.New(rand.NewPCG(uint64(x.WA), uint64(x.WB)))
	var pairs [][2]*big.Int
	for _, a := range verif.Corners(x.WA) {
		for _, b := range verif.Corners(x.WB) {
			pairs = append(pairs, [2]*big.Int{a, b})
		}
	}
	for range n {
		pairs = append(pairs, [2]*big.Int{
			verif.RandomValue(r, ir.Type{Width: x.WA}), verif.RandomValue(r, ir.Type{Width: x.WB})})
	}
	s, err := verif.NewStimulus(c.Design, len(pairs))
	if err != nil {
		return verif.Job{}, err
	}
	for step, p := range pairs {
		for i, col := range s.In.Columns {
			s.In.Set(step, col.Port, 0, p[i])
		}
	}
	return verif.Job{Name: fmt.Sprintf("%dx%d", x.WA, x.WB), Design: c.Design, Stim: s}, nil
}

// Check compares a result with the arithmetic; each error names operator,
// widths and operands.
func (x Matrix) Check(j verif.Job, r *verif.Result) (errs []error) {
	results := r.Out.Columns[0].Port
	table := Table(x.WA, x.WB)
	a, b := j.Stim.In.Columns[0].Port, j.Stim.In.Columns[1].Port
	shapes := shapesOf(x, table)
	for step := range j.Stim.Steps() {
		v := Values{WA: x.WA, WB: x.WB, A: j.Stim.In.Get(step, a, 0), B: j.Stim.In.Get(step, b, 0)}
		v.X, v.Y = lowSigned(v.A, x.WA), lowSigned(v.B, x.WB)
		row := r.Out.Get(step, results, 0)
		top := results.Type.Width
		for i, o := range table {
			top -= shapes[i].Width
			raw := lowUnsigned(new(big.Int).Rsh(row, uint(top)), shapes[i].Width)
			if r.Engine == verif.Icarus && x.dividesWide(o) {
				continue
			}
			got, want := ir.Value(raw, shapes[i].Width, shapes[i].Signed), o.Want(v)
			if got.Cmp(want) != 0 {
				errs = append(errs, fmt.Errorf("%s: %s of %d and %d bits: a=%#x (%d signed) b=%#x (%d signed): got %d, want %d (%d bits)",
					r.Engine, o.Name, x.WA, x.WB, v.A, v.X, v.B, v.Y, got, want, shapes[i].Width))
			}
		}
	}
	for _, u := range r.Unknown {
		errs = append(errs, fmt.Errorf("%s: %d and %d bits: step %d has unknown bits", r.Engine, x.WA, x.WB, u.Step))
	}
	return errs
}

// dividesWide reports whether an operator divides more than 64 bits. Icarus 11
// gets those wrong: in a continuous assignment x/1 is 0 where the top bit of x
// is 1, and long quotients of 128 bits are off. No other operator needs an
// exception.
func (x Matrix) dividesWide(o Op) bool {
	switch o.Name {
	case "uint.div", "uint.rem", "sint.div", "sint.rem":
		return max(x.WA+1, x.WB) > 64
	}
	return false
}

// shapesOf are the result types, as the language gives them.
func shapesOf(x Matrix, table []Op) []ir.Type {
	shapes := make([]ir.Type, len(table))
	o := Operands{hdl.U(0, x.WA), hdl.U(0, x.WB), hdl.S(0, x.WA), hdl.S(0, x.WB)}
	for i, op := range table {
		n := op.Build(o).Node()
		shapes[i] = ir.Type{Width: n.Width, Signed: n.Signed}
	}
	return shapes
}
