// Campaign compares random designs on several engines for as long as one
// likes, and prints each design on which they differ:
//
//	go run ./verif/cmd/campaign -n 10000 -seed 5000
//	go run ./verif/cmd/campaign -n 500 -engines go,verilator -steps 200
//	go run ./verif/cmd/campaign -seed 4711 -emit        # the Verilog of one design
//
// It exits with 1 if any design differed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/verif"
	"npugen/verif/randdesign"
	"npugen/verilog"
)

type options struct {
	n, steps, size, batch int
	seed                  uint64
	engines               []verif.Engine
	emit, lint            bool
	keep                  string
}

func main() {
	var o options
	var engines string
	flag.IntVar(&o.n, "n", 1, "number of designs")
	flag.Uint64Var(&o.seed, "seed", 0, "seed of the first design; the next has the next seed")
	flag.IntVar(&o.steps, "steps", 40, "steps of each design")
	flag.IntVar(&o.size, "size", -1, "size of the designs; -1 for the seed modulo 6")
	flag.IntVar(&o.batch, "batch", 50, "designs in one build")
	flag.StringVar(&engines, "engines", "go,icarus", "engines to compare: go, reference, icarus, verilator")
	flag.BoolVar(&o.emit, "emit", false, "print the Verilog of the designs instead")
	flag.BoolVar(&o.lint, "lint", false, "look for warnings of the tools instead")
	flag.StringVar(&o.keep, "keep", "", "directory for the generated files, which are otherwise deleted")
	flag.Parse()
	for _, e := range strings.Split(engines, ",") {
		o.engines = append(o.engines, verif.Engine(e))
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "campaign:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	bad := 0
	for at := 0; at < o.n; at += o.batch {
		n, err := batch(o, o.seed+uint64(at), min(o.batch, o.n-at))
		if err != nil {
			return err
		}
		bad += n
		if !o.emit {
			fmt.Printf("%d of %d designs, %d bad\n", min(at+o.batch, o.n), o.n, bad)
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d designs are bad", bad, o.n)
	}
	return nil
}

// batch runs n designs from seed first and returns how many are bad.
func batch(o options, first uint64, n int) (bad int, err error) {
	var jobs []verif.Job
	for seed := first; seed < first+uint64(n); seed++ {
		d, err := design(seed, o.size)
		if err != nil {
			return 0, err
		}
		if o.emit {
			if err := emit(d); err != nil {
				return 0, err
			}
			continue
		}
		if o.lint {
			if errs := verif.LintDesign(context.Background(), d); len(errs) > 0 {
				bad++
				fmt.Printf("seed %d: %v\n", seed, errors.Join(errs...))
			}
			continue
		}
		d = verif.Expose(d)
		s, err := verif.RandomStimulus(d, o.steps, seed)
		if err != nil {
			return 0, fmt.Errorf("seed %d: %w", seed, err)
		}
		jobs = append(jobs, verif.Job{Name: fmt.Sprintf("seed %d", seed), Design: d, Stim: s})
	}
	var ref []*verif.Result
	for _, e := range o.engines {
		rs, err := verif.RunAll(context.Background(), jobs, e, verif.Options{Dir: o.keep})
		if err != nil {
			return 0, err
		}
		if ref == nil {
			ref = rs
		}
		for i, j := range jobs {
			if d := verif.Compare(j, ref[i], rs[i]); d != nil {
				bad++
				fmt.Println(d)
			}
		}
	}
	return bad, nil
}

func design(seed uint64, size int) (*ir.Design, error) {
	if size < 0 {
		size = int(seed % 6)
	}
	c, err := hdl.Elaborate(randdesign.Design{Seed: seed, Size: size})
	if err != nil {
		return nil, fmt.Errorf("seed %d: %w", seed, err)
	}
	return c.Design, nil
}

func emit(d *ir.Design) error {
	files, err := verilog.Emit(d, verilog.Options{})
	if err != nil {
		return err
	}
	_, err = os.Stdout.WriteString(verilog.Join(files))
	return err
}
