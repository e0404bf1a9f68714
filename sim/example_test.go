package sim_test

import (
	"fmt"
	"os"

	"npugen/sim"
)

func ExampleSim_Step() {
	design, en, q := counter()
	s, err := sim.New(design, sim.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	s.PokeName("rst", 1)
	s.Step()
	s.PokeName("rst", 0)
	s.Poke(of(en), 1)
	if err := s.StepN(nil, 3); err != nil {
		fmt.Println(err)
	}
	fmt.Println(s.Peek(of(q)), "at", s.Time())
	// Output: 3 at 35ns
}

func ExampleNewWaves() {
	design, _, _ := counter()
	s, err := sim.New(design, sim.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	s.PokeName("count", 0x2a)
	w := sim.NewWaves(s, "clk", "rst", "en", "count")
	s.Go("stimulus", func(p *sim.Proc) {
		s.PokeName("rst", 1)
		p.Tick()
		s.PokeName("rst", 0)
		s.PokeName("en", 1)
		p.Ticks(2)
		s.PokeName("en", 0)
		p.Tick()
	})
	if err := s.Run(sim.Us); err != nil {
		fmt.Println(err)
	}
	fmt.Print(w)
	// Output:
	// clk    ____/-\_/-\_/-\_/-\_
	// rst    ----\_______________
	// en     ____/-------\_______
	// count  |2a |00 |01 |02
}

// A recording keeps what a run did; when something is found, the waves that led
// to it are written.
func ExampleSim_Record() {
	design, en, _ := counter()
	s, err := sim.New(design, sim.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	rec, err := s.Record(sim.RecordOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	s.Poke(of(en), 1)
	if err := s.StepN(nil, 1_000_000); err != nil {
		fmt.Println(err)
	}
	from, until := rec.Span()
	fmt.Println("waves from", from, "to", until)
	if err := rec.VCD(os.Stdout, sim.VCDOptions{From: s.Time() - 10*sim.Ns}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// waves from 0ps to 9999995ns
	// $timescale 1ps $end
	// $scope module counter $end
	// $var wire 1 ! clk $end
	// $var wire 1 # rst $end
	// $var wire 1 % en $end
	// $var wire 8 ' q [7:0] $end
	// $var wire 8 ) next [7:0] $end
	// $var reg 8 ' count [7:0] $end
	// $upscope $end
	// $enddefinitions $end
	// #9999985000
	// 1!
	// 0#
	// 1%
	// b100101 '
	// b100110 )
	// #9999990000
	// 0!
	// #9999995000
	// 1!
	// b100110 '
	// b100111 )
}

// A batch runs a table of inputs, a row a cycle, and samples a table of
// outputs.
func ExampleSim_NewBatch() {
	d, _, _ := counter()
	s, err := sim.New(d, sim.Options{})
	if err != nil {
		panic(err)
	}
	defer s.Close()
	b, err := s.NewBatch(nil,
		[]*sim.Handle{s.Must("rst"), s.Must("en")},
		[]*sim.Handle{s.Must("q")})
	if err != nil {
		panic(err)
	}
	in := []uint64{
		1, 0,
		0, 1,
		0, 1,
		0, 0,
		0, 1,
	}
	out := make([]uint64, 5)
	cycles, err := b.Run(in, out)
	fmt.Println(cycles, err, out[1:])
	// Output: 5 <nil> [0 1 2 2]
}
