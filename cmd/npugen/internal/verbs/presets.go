package verbs

import (
	"context"
	"fmt"
	"io"

	"npugen/cmd/npugen/internal/command"
	"npugen/gen/config"
)

// presetInfo is a preset as --json prints it.
type presetInfo struct {
	Name             string  `json:"name"`
	Summary          string  `json:"summary"`
	ArrayRows        int     `json:"array_rows"`
	ArrayCols        int     `json:"array_cols"`
	ActWidth         int     `json:"act_width"`
	WeightWidth      int     `json:"weight_width"`
	AccWidth         int     `json:"acc_width"`
	AccumulatorDepth int     `json:"accumulator_depth"`
	AccumulatorBytes int     `json:"accumulator_bytes"`
	BufferBytes      int     `json:"buffer_bytes"`
	ClockMHz         int     `json:"clock_mhz"`
	PeakTOPS         float64 `json:"peak_tops"`
}

func presets() command.Verb {
	return command.Verb{
		Name:     "presets",
		Short:    "list the configurations, or print one",
		Synopsis: "[NAME] [--json] [--reference]",
		Long: `Without a name, lists the configurations that come with npugen. With a name,
prints that one as YAML, a start for your own: change it and give it to
npugen gen --config. The peak counts a multiplication and an addition as two
operations.`,
		Example:  example("presets"),
		Operands: command.Operands{Max: 1, Name: "NAME", Values: presetNames},
		Define: func(f *command.Flags) command.Run {
			asJSON := f.Bool("json", false, "print the list as JSON")
			reference := f.Bool("reference", false, "print what every key of a configuration means, as Markdown")
			f.AtMostOne("json", "reference")
			return func(_ context.Context, io command.IO, operands []string) error {
				switch {
				case len(operands) > 0 && (*asJSON || *reference):
					return command.Usagef("%s with --json or --reference: a preset is printed as YAML; leave out the flag or the name", operands[0])
				case len(operands) > 0:
					return printPreset(io.Out, operands[0])
				case *reference:
					return print(io.Out, config.Reference())
				case *asJSON:
					return listJSON(io.Out)
				}
				return list(io.Out)
			}
		},
	}
}

func print(w io.Writer, text string) error {
	_, err := io.WriteString(w, text)
	return err
}

func printPreset(w io.Writer, name string) error {
	if _, err := preset(name); err != nil {
		return err
	}
	source, err := config.PresetSource(name)
	if err != nil {
		return err
	}
	return print(w, string(source))
}

func infos() ([]presetInfo, error) {
	var all []presetInfo
	for _, name := range presetNames() {
		c, err := preset(name)
		if err != nil {
			return nil, err
		}
		all = append(all, presetInfo{
			Name: c.Name, Summary: c.Summary, ArrayRows: c.Array.Rows, ArrayCols: c.Array.Cols,
			ActWidth: c.Types.ActWidth, WeightWidth: c.Types.WeightWidth, AccWidth: c.Types.AccWidth,
			AccumulatorDepth: c.Accumulators.Depth, AccumulatorBytes: c.Accumulators.Depth * c.Array.Cols * c.Types.AccWidth / 8,
			BufferBytes: c.UnifiedBuffer.Bytes, ClockMHz: c.ClockMHz,
			PeakTOPS: float64(2*c.Array.Rows*c.Array.Cols*c.ClockMHz) / 1e6,
		})
	}
	return all, nil
}

func listJSON(w io.Writer) error {
	all, err := infos()
	if err != nil {
		return err
	}
	return command.WriteJSON(w, all)
}

func list(w io.Writer) error {
	all, err := infos()
	if err != nil {
		return err
	}
	rows := [][]string{{"NAME", "ARRAY", "BUFFER", "ACCUMULATORS", "CLOCK", "PEAK TOPS", "SUMMARY"}}
	for _, p := range all {
		rows = append(rows, []string{
			p.Name, fmt.Sprintf("%d x %d", p.ArrayRows, p.ArrayCols), size(p.BufferBytes), size(p.AccumulatorBytes),
			fmt.Sprintf("%d MHz", p.ClockMHz), fmt.Sprintf("%.3g", p.PeakTOPS), p.Summary,
		})
	}
	return command.Table(w, rows, false)
}

// size is a number of bytes in the largest unit that divides it.
func size(n int) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}
