package verbs

import (
	"errors"
	"fmt"
	"io"

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
