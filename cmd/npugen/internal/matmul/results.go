package matmul

import (
	"fmt"
	"path"

	"npugen/gen"
	"npugen/hdl/ir"
	"npugen/model/quant"
	"npugen/verif"
)

// seen is what the outputs of a run say.
type seen struct {
	cycles  int // from the first command to the last result
	useful  int // by the engine's own counter
	vectors []vector
	values  *ir.Signal
}

// vector is one vector of results.
type vector struct {
	step     int
	row, col int
	sums     []int64
}

// ports finds the ports of the engine that a run is read from.
type ports map[string]*ir.Signal

func portsOf(d *ir.Design) ports {
	p := ports{}
	for _, s := range d.Top.Signals {
		if s.IsPort() {
			p[s.Name] = s
		}
	}
	return p
}

func (p ports) get(name string) (*ir.Signal, error) {
	if s := p[name]; s != nil {
		return s, nil
	}
	return nil, fmt.Errorf("the design has no port %s", name)
}

// read collects the results from the outputs: a vector in each step in which
// the engine offers one and it is taken, in the order of the plan's tiles.
func read(job verif.Job, out *verif.Table, plan gen.Plan) (*seen, error) {
	p := portsOf(job.Design)
	var found [5]*ir.Signal
	for i, name := range [...]string{"command_valid", "result_valid", "result_ready", "result_values", "stats_useful"} {
		s, err := p.get(name)
		if err != nil {
			return nil, err
		}
		found[i] = s
	}
	command, valid, ready, values, useful := found[0], found[1], found[2], found[3], found[4]
	in := job.Stim.In
	high := func(t *verif.Table, step int, s *ir.Signal) bool { return t.Get(step, s, 0).Sign() != 0 }

	x := &seen{values: values}
	start := -1
	step, steps := 0, job.Stim.Steps()
	for tile := range plan.Tiles() {
		for m := range tile.Rows {
			for ; step < steps; step++ {
				if start < 0 && high(in, step, command) {
					start = step
				}
				if high(out, step, valid) && high(in, step, ready) {
					break
				}
			}
			if step == steps {
				return x, fmt.Errorf("the results end after %d vectors, at row %d, column %d", len(x.vectors), tile.Row+m, tile.Col)
			}
			v := vector{step: step, row: tile.Row + m, col: tile.Col}
			for c := range tile.Cols {
				v.sums = append(v.sums, ir.Value(out.Get(step, values, c), values.Type.Width, values.Type.Signed).Int64())
			}
			x.vectors = append(x.vectors, v)
			step++
		}
	}
	x.cycles = step - start
	x.useful = int(out.Get(steps-1, useful, 0).Int64())
	return x, nil
}

// mismatch is the first value that is not the reference's.
type mismatch struct {
	row, col, step int
	got, want      int64
	signal         string
	loc            ir.Loc
}

// String is the mismatch with its signal, cycle and source line.
func (m *mismatch) String() string {
	return fmt.Sprintf("output %s in cycle %d: %d, want %d (row %d, column %d of the product)\n\tdeclared at %s",
		m.signal, m.step, m.got, m.want, m.row, m.col, place(m.loc))
}

// place is a source line as its package and file.
func place(l ir.Loc) string { return fmt.Sprintf("%s/%s:%d", l.Pkg, path.Base(l.File), l.Line) }

// difference is where two simulators differ, with the source line as place
// shows it.
func difference(d *verif.Difference) string {
	port, shown := *d.Port, *d
	if !port.Loc.IsZero() {
		port.Loc.File = path.Join(port.Loc.Pkg, path.Base(port.Loc.File))
	}
	shown.Port = &port
	return shown.String()
}

// mismatch compares the results with the reference, in the order in which they
// came.
func (x *seen) mismatch(want quant.Matrix[int32]) *mismatch {
	for _, v := range x.vectors {
		for c, got := range v.sums {
			if w := int64(want.At(v.row, v.col+c)); got != w {
				return &mismatch{row: v.row, col: v.col + c, step: v.step, got: got, want: w,
					signal: fmt.Sprintf("%s[%d]", x.values.Name, c), loc: x.values.Loc}
			}
		}
	}
	return nil
}

func firstMismatch(got, want quant.Matrix[int32]) *mismatch {
	for i, g := range got.Data {
		if g != want.Data[i] {
			return &mismatch{row: i / want.Cols, col: i % want.Cols, got: int64(g), want: int64(want.Data[i])}
		}
	}
	return nil
}
