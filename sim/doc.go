// Package sim is the built-in simulator of ir.Design: event driven between
// instants, levelised within.
//
// Data flow:
//
//	ir.Design -> New: ir.Verify, then an engine that knows how to settle the
//	    logic and to clock the state (choice.go): the interpreter
//	    (internal/engine) or machine code (internal/compiled)
//	-> the kernel (kernel.go): simulated time, clocks (clock.go), processes
//	    (proc.go), and the order of what happens at one time; cycles in which
//	    nothing else can happen go to the engine as a whole (burst.go, batch.go)
//	-> Handles (handle.go, names.go, signal.go): reads and writes of values
//	-> what is seen: Failures and Covers (failure.go), Waves (waves.go) and VCD
//	    files: the header (vcd.go), what is looked at (vcdlook.go), and its text
//	    (vcdlines.go, vcdtext.go), made in goroutines while the run goes on (vcdpool.go)
//	-> Recording (record.go): states now and then (recordchapter.go) and what came
//	    between (recordlog.go, recordjournal.go), for waves of any time afterwards (recordplay.go)
//
// The kernel reaches the engine through one small interface. Both engines give
// the same values, events and files; Options.Engine forces one.
//
// # Use
//
// For one clock, poke, Step and peek:
//
//	s, err := sim.New(design, sim.Options{Seed: 1})
//	s.Poke(in.A, 3)
//	err = s.Step()
//	got := s.Peek(out.Sum)
//
// For more, start clocks with Clock and processes with Go, and Run. Mistakes
// of the test bench (a value that does not fit, an unknown name) are kept and
// returned by the next Run or Step; see Err.
//
// # Speed
//
// The compiled engine skips what does not change where that is faster
// (Options.Skip), and Options.Unchecked leaves out assertions.
//
// StepN and RunUntil run at the speed of the engine while no process and no
// observer is at work. With stimulus known beforehand use a Batch. What costs
// in a slow test bench is, in this order: a VCD file of everything (choose
// Scopes, a Depth or a window of time, or Record), a process that wakes every
// cycle, and looking up handles by name or vector elements by At in every cycle.
//
// On the compiled engine, registers, memories and inputs are read at no cost;
// the first look at a computed value compiles a function for it and for all
// others whose handles exist by then, and every cycle in which one of them is
// read evaluates them. So make all handles first.
//
// # Time
//
// All that happens at one time is an instant. Registers and memories of all
// clocks that rise in it capture the values from before it, together.
// Processes that wake on an edge see those same values, and their pokes take
// effect after the edge: a process is to a design what a register is, and no
// result depends on the order of processes. Pokes outside any process take
// effect at once. Proc and Sim.Run say more.
//
// # Unknown values
//
// Values have two states; there is no X. Registers, the registers of
// synchronous read ports, and memory words without initial contents start from
// ir.PowerUp for the seed in Options, the same in every instance of a module; a
// register has its reset value only after a reset. Run a test with several
// seeds to see that nothing depends on power-up values. Inputs of the top are 0
// until poked. Division by zero, indices and addresses out of range have the
// values that package ir defines.
package sim
