package verbs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"npugen/blocks/hbm/profile"
	"npugen/cmd/npugen/internal/command"
	"npugen/verif/hbm"
)

type hbmArgs struct {
	o        hbm.Options
	trace    string
	commands string
	plot     string
	json     bool
}

func hbmVerb() command.Verb {
	return command.Verb{
		Name:     "hbm",
		Short:    "run memory traffic through the generated HBM controller",
		Synopsis: "(--pattern N | --trace FILE) [--profile P | --profile-file F] [flags]",
		Long: `Generates the controller for a timing profile and runs traffic through it and a
model of the memory in the built-in simulator, cycle by cycle. Two checkers, one
in hardware and one in Go, watch every command. A trace has one request a line,
HEXADDR R or HEXADDR W, of 64 bytes each. The command log has one command a line:
cycle, pseudo-channel, command, bank group, bank, row, column. With --init,
--power-down or --self-refresh it has MRS (the register's number in place of the
bank, its value in place of the row), PDE, PDX, SRE and SRX too.

Patterns:
` + hbmPatterns() + `
Status 1 says that a checker found a violation.`,
		Example: example("hbm"),
		Define: func(f *command.Flags) command.Run {
			a := &hbmArgs{}
			f.StringVarP(&a.o.Pattern, "pattern", "p", "", "`NAME` of a traffic pattern")
			f.StringVarP(&a.trace, "trace", "t", "", "`FILE` with requests")
			f.StringVar(&a.o.Profile, "profile", "hbm2-2000-8gb", "`NAME` of a timing profile")
			f.StringVar(&a.o.ProfileFile, "profile-file", "", "`FILE` with a timing profile of your own")
			f.IntVar(&a.o.Queues, "queues", 64, "`N` read and N write entries of the channel")
			f.StringVar(&a.o.Mapping, "mapping", "hashed", "`NAME` of the address mapping: hashed, interleaved or linear")
			f.StringVar(&a.o.Refresh, "refresh", "single-bank", "`KIND`: single-bank or all-bank")
			f.IntVar(&a.o.Ratio, "ratio", 1, "`N` memory clocks a controller clock: 1, 2 or 4")
			f.IntVar(&a.o.Warmup, "warmup", hbm.UsualWarmup, "`N` cycles before the measurement; of a trace none, unless given")
			f.IntVar(&a.o.Cycles, "cycles", hbm.UsualCycles, "`N` cycles measured; of a trace all, unless given")
			f.Uint64Var(&a.o.Seed, "seed", 1, "`S`, seed of the pattern and of what registers hold at power-up")
			f.StringVar(&a.commands, "commands", "", "write the command log to `FILE`")
			f.StringVar(&a.plot, "plot", "", "draw bandwidth over time and latencies as SVG to `FILE`")
			f.BoolVar(&a.o.Init, "init", false, "begin with the initialisation of the profile, its mode registers included; the warm-up follows")
			f.IntVar(&a.o.PowerDown, "power-down", 0, "power down after `N` idle frames of 4 cycles; 0 for never")
			f.IntVar(&a.o.Burst, "burst", 0, "pause after every `N` requests; 0 for never")
			f.IntVar(&a.o.Pause, "pause", 0, "pause for `N` to 2N cycles")
			f.BoolVar(&a.o.Sleep, "self-refresh", false, "be in self-refresh in every second pause")
			f.BoolVar(&a.json, "json", false, "print the result as JSON")
			f.OneOf("pattern", "trace")
			f.AtMostOne("profile", "profile-file")
			f.Choices("pattern", patternNames)
			f.Choices("profile", profile.Names)
			f.Choices("mapping", func() []string { return []string{"hashed", "interleaved", "linear"} })
			f.Choices("refresh", func() []string { return []string{"single-bank", "all-bank"} })
			f.File("trace")
			f.File("profile-file")
			f.File("commands")
			f.File("plot")
			return func(ctx context.Context, at command.IO, _ []string) error {
				if a.trace != "" && !f.Changed("warmup") {
					a.o.Warmup = 0
				}
				if a.trace != "" && !f.Changed("cycles") {
					a.o.Cycles = 0
				}
				return a.run(ctx, at)
			}
		},
	}
}

func patternNames() []string {
	var names []string
	for _, p := range hbm.Patterns() {
		names = append(names, p.Name)
	}
	return names
}

func hbmPatterns() string {
	var b strings.Builder
	for _, p := range hbm.Patterns() {
		fmt.Fprintf(&b, "  %-3s %s\n", p.Name, p.Doc)
	}
	return b.String()
}

func (a *hbmArgs) run(ctx context.Context, at command.IO) error {
	if err := a.check(); err != nil {
		return err
	}
	if a.trace != "" {
		f, err := os.Open(a.trace)
		if err != nil {
			return err
		}
		defer f.Close()
		a.o.Trace = f
	}
	if a.o.ProfileFile != "" {
		a.o.Profile = ""
	}
	a.o.Log = a.commands != ""
	r, err := a.o.Run()
	if err != nil {
		return a.explain(err)
	}
	var files sideFiles[*hbm.Result]
	defer func() { files.abort() }()
	if err := files.add(at, a.commands, func(r *hbm.Result, w io.Writer) error { return hbm.WriteLog(w, r.Log) }); err != nil {
		return err
	}
	if err := files.add(at, a.plot, func(r *hbm.Result, w io.Writer) error { return r.WriteSVG(w, a.title()) }); err != nil {
		return err
	}
	at.Progress.Step("simulating")
	res, err := r.Do(ctx)
	if err != nil {
		return err
	}
	at.Progress.Done()
	if err := files.write(res); err != nil {
		return err
	}
	if a.json {
		err = command.WriteJSON(at.Out, res)
	} else {
		err = print(at.Out, hbmText(res))
	}
	if err != nil || res.Violations == 0 {
		return err
	}
	return errors.New(firstViolation(res))
}

// check finds what is wrong with the flags themselves.
func (a *hbmArgs) check() error {
	switch {
	case a.o.Queues == 0: // Options takes 0 for the default
		return command.Usagef("--queues 0: want an even number from 8 to 128")
	case a.o.Ratio == 0:
		return command.Usagef("--ratio 0: want 1, 2 or 4")
	case a.trace == "" && a.o.Cycles == 0:
		return command.Usagef("--cycles 0: a pattern has no end; want at least 1")
	}
	return apart([]named{{"--commands", a.commands}, {"--plot", a.plot}},
		named{"--trace", a.trace}, named{"--profile-file", a.o.ProfileFile})
}

// explain says where a mistake is: in the arguments, or in a file.
func (a *hbmArgs) explain(err error) error {
	var option *hbm.OptionError
	var trace *hbm.TraceError
	switch {
	case errors.As(err, &option):
		return command.Usagef("%v", err)
	case errors.As(err, &trace):
		return command.Placed(fmt.Errorf("%s:%d:%d: %w", a.trace, trace.Line, trace.Col, trace.Err))
	}
	return placed(err)
}

// title says what was run.
func (a *hbmArgs) title() string {
	traffic, profile := "pattern "+a.o.Pattern, a.o.Profile
	if a.trace != "" {
		traffic = a.trace
	}
	if profile == "" {
		profile = a.o.ProfileFile
	}
	return fmt.Sprintf("%s, %s, %d + %d entries, ratio 1:%d", profile, traffic, a.o.Queues, a.o.Queues, a.o.Ratio)
}

// hbmText is the result for people.
func hbmText(r *hbm.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "utilisation   %.1f %% of the data bus\n", r.Utilisation)
	fmt.Fprintf(&b, "read latency  %.0f CK mean, %d CK p99\n", r.LatencyMean, r.LatencyP99)
	fmt.Fprintf(&b, "row hits      %.0f %%\n", r.RowHits)
	fmt.Fprintf(&b, "requests      %d reads, %d writes of 64 bytes in %d CK\n", r.Reads, r.Writes, r.Cycles)
	fmt.Fprintf(&b, "refreshes     %d\n", r.Refreshes)
	fmt.Fprintf(&b, "turnarounds   %d\n", r.Turnarounds)
	if r.PowerDowns+r.SelfRefresh > 0 {
		fmt.Fprintf(&b, "power         %d power-downs, %d self-refreshes\n", r.PowerDowns, r.SelfRefresh)
	}
	fmt.Fprintf(&b, "violations    %d\n", r.Violations)
	return b.String()
}

func firstViolation(r *hbm.Result) string {
	switch {
	case len(r.Brute) > 0:
		return fmt.Sprintf("%d timing violations, the first: %v", r.Violations, r.Brute[0])
	case len(r.Hardware) > 0:
		return fmt.Sprintf("%d timing violations, the first: %s", r.Violations, r.Hardware[0])
	}
	return fmt.Sprintf("%d timing violations", r.Violations)
}
