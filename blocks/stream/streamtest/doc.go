// Package streamtest drives and observes the ready/valid streams of a design
// under test, with random gaps and back-pressure.
//
// How a cycle goes: every Source offers its next datum or pauses, every Sink
// is ready or not, other inputs are set by the Bench's Drive; the logic
// settles; transfers are noted with their cycle; Watch looks at the outputs;
// then the clock rises. What was driven is recorded, so that the very same
// traffic can be repeated in every simulator (Bench.Job).
//
//	b := streamtest.New(t, design, seed)
//	in, out := b.Source("in", 0, "data"), b.Sink("out", 0, "data")
//	in.Send(streamtest.D(1), streamtest.D(2))
//	b.Reset(2)
//	b.Run(100, func() bool { return len(out.Got) == 2 })
package streamtest
