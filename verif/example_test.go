package verif_test

import (
	"context"
	"fmt"

	"npugen/hdl"
	"npugen/verif"
)

// A stimulus of one's own through two engines.
func ExampleRun() {
	c, err := hdl.Elaborate(counter{Width: 8})
	if err != nil {
		fmt.Println(err)
		return
	}
	s, _ := verif.NewStimulus(c.Design, 5)
	for step := range s.Steps() {
		for _, col := range s.In.Columns {
			switch col.Port.Name {
			case "rst":
				if step == 0 {
					s.In.SetUint(step, col.Port, 0, 1)
				}
			case "en":
				s.In.SetUint(step, col.Port, 0, 1)
			}
		}
	}
	job := verif.Job{Design: c.Design, Stim: s}
	a, _ := verif.Run(context.Background(), c.Design, s, verif.Simulator, verif.Options{})
	b, _ := verif.Run(context.Background(), c.Design, s, verif.Reference, verif.Options{})
	fmt.Println("difference:", verif.Compare(job, a, b) != nil)
	for step := 1; step < 5; step++ {
		fmt.Print(a.Out.Get(step, c.Out.Count.Node().Sig, 0), " ")
	}
	// Output:
	// difference: false
	// 0 1 2 3
}
