package verbs

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"npugen/cmd/npugen/internal/command"
	"npugen/verif/simbench"
)

// report prints the result, and returns what is wrong with it.
func (a *benchArgs) report(io command.IO, reports []simbench.Report) error {
	var wrong []error
	for _, r := range reports {
		wrong = append(wrong, r.Err())
	}
	var err error
	switch {
	case !a.json:
		err = benchTable(io.Out, reports)
		if a.vcd && err == nil {
			fmt.Fprintln(io.Out)
			err = wavesTable(io.Out, reports)
		}
		if a.vcd && err == nil {
			err = recordTable(io.Out, reports)
		}
	case len(reports) == 1:
		err = command.WriteJSON(io.Out, reports[0])
	default:
		err = command.WriteJSON(io.Out, reports)
	}
	return errors.Join(append(wrong, err)...)
}

func benchTable(w io.Writer, reports []simbench.Report) error {
	rows := [][]string{{"design", "engine", "build s", "cycles/s", "digest", "vs verilator"}}
	for _, r := range reports {
		for _, e := range r.Engines {
			rows = append(rows, benchRow(r, e))
		}
	}
	return command.Table(w, rows, false)
}

func benchRow(r simbench.Report, e simbench.Row) []string {
	switch {
	case e.Error != "":
		return []string{r.Design, e.Name, "-", "-", "-", "failed"}
	case e.Skipped != "":
		return []string{r.Design, e.Name, "-", "-", "-", e.Skipped}
	}
	return []string{r.Design, e.Name, fmt.Sprintf("%.3f", e.BuildSeconds), fmt.Sprintf("%.0f", e.CyclesPerSecond), e.Hash, times(r.Relative(e))}
}

// wavesTable is the same runs with VCD files: what they cost, and what is
// written.
func wavesTable(w io.Writer, reports []simbench.Report) error {
	rows := [][]string{{"with waves", "engine", "cycles/s", "slowdown", "signals", "B/cycle", "MB/s", "vs verilator"}}
	for _, r := range reports {
		for _, e := range r.Engines {
			v := e.VCD
			if v == nil {
				continue
			}
			rows = append(rows, []string{
				r.Design, e.Name, fmt.Sprintf("%.0f", v.CyclesPerSecond), times(e.CyclesPerSecond / v.CyclesPerSecond), strconv.Itoa(v.Signals),
				fmt.Sprintf("%.0f", v.BytesPerCycle), fmt.Sprintf("%.1f", v.BytesPerCycle*v.CyclesPerSecond/1e6), times(r.RelativeVCD(e)),
			})
		}
	}
	return command.Table(w, rows, false)
}

// recordTable is the same runs while they are recorded, for the engines that can.
func recordTable(w io.Writer, reports []simbench.Report) error {
	var rows [][]string
	for _, r := range reports {
		for _, e := range r.Engines {
			x := e.Recorded
			if x == nil {
				continue
			}
			if rows == nil {
				fmt.Fprintln(w)
				last := fmt.Sprintf("last %d cycles s", x.Window)
				rows = append(rows, []string{"recorded", "engine", "cycles/s", "slowdown", last, "in all"})
			}
			rows = append(rows, []string{
				r.Design, e.Name, fmt.Sprintf("%.0f", x.CyclesPerSecond), times(e.CyclesPerSecond / x.CyclesPerSecond),
				fmt.Sprintf("%.3f", x.WindowSeconds), times(e.CyclesPerSecond / x.Total),
			})
		}
	}
	if rows == nil {
		return nil
	}
	return command.Table(w, rows, false)
}

// times is a ratio with three digits; 0 is unknown.
func times(x float64) string {
	switch {
	case x == 0:
		return "-"
	case x >= 100:
		return fmt.Sprintf("%.0f x", x)
	}
	return fmt.Sprintf("%.3g x", x)
}
