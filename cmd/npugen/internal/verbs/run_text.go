package verbs

import (
	"fmt"
	"strings"

	"npugen/cmd/npugen/internal/command"
	"npugen/cmd/npugen/internal/textrun"
	"npugen/isa"
	"npugen/verif/npu/report"
)

// runText is the text of a run of one sequence, and its cycles.
func runText(r *textrun.Report) string {
	about, n := estimated(&r.About), len(r.CyclesPerToken)
	return fmt.Sprintf("%s\n\n%s%d new tokens, %s%d cycles each, %s%.0f tokens/s\n", strings.TrimSpace(r.Text), placeText(&r.About),
		n, about, mean(r.CyclesPerToken), about, r.TokensPerSecond)
}

// togetherText is the texts of a run of several sequences, and its cycles.
func togetherText(r *textrun.Together) string {
	var b strings.Builder
	for i, s := range r.Sequences {
		fmt.Fprintf(&b, "%d: %s\n\n", i+1, strings.TrimSpace(s.Text))
	}
	about, n := estimated(&r.About), len(r.CyclesPerStep)
	fmt.Fprintf(&b, "%s%d new tokens in %d steps, %s%d cycles a step, %s%.0f tokens/s in all\n", placeText(&r.About),
		sum(r.TokensPerStep), n, about, mean(r.CyclesPerStep), about, r.TokensPerSecond)
	return b.String()
}

// placeText is what ran, and where.
func placeText(a *textrun.About) string {
	return fmt.Sprintf("%s on %s at %d MHz, engine %s\n", a.Model, a.Preset, a.ClockMHz, a.Engine)
}

func estimated(a *textrun.About) string {
	if a.Estimated {
		return "about "
	}
	return ""
}

// mean is to the nearest number; 0 of none.
func mean(list []int) int {
	n := max(len(list), 1)
	return (sum(list) + n/2) / n
}

func sum(list []int) (n int) {
	for _, x := range list {
		n += x
	}
	return n
}

// aboutText is what else is known of a run.
func aboutText(r *textrun.About) string {
	var b strings.Builder
	fmt.Fprintf(&b, "memory bus in use %s%.0f %% of the time\n", estimated(r), r.DRAMUtilisation)
	if r.Energy != nil {
		all, memory := 0.0, 0.0
		for _, p := range r.Energy {
			all += p.NJ
			if strings.HasPrefix(p.Name, "memory") {
				memory += p.NJ
			}
		}
		fmt.Fprintf(&b, "about %.2f uJ a token, %.0f %% of it for memory\n", all/1000, 100*memory/all)
	}
	if r.BuildSeconds > 0 {
		fmt.Fprintf(&b, "%s: the chip's answers are the same in every cycle; built in %.0f s, ran %.1f s\n", r.Engine, r.BuildSeconds, r.Seconds)
	}
	return b.String()
}

// operatorsText is a table of where cycles go.
func operatorsText(list []report.Operator) string {
	rows := [][]string{{"layer", "operator", "cycles", "array active", "useful", "weight stall", "weight shift", "array idle", "units busy"}}
	for _, o := range list {
		layer := "-"
		if o.Layer >= 0 {
			layer = fmt.Sprint(o.Layer)
		}
		var busy []string
		for q := isa.Weight; q < isa.Queues; q++ {
			if n := o.Busy[q.String()]; n > 0 {
				busy = append(busy, fmt.Sprintf("%s %.0f", q, n))
			}
		}
		row := []string{layer, o.Name}
		for _, n := range []float64{o.Cycles, o.Active, o.Useful, o.Starved, o.Shifting, o.Waiting} {
			row = append(row, fmt.Sprintf("%.0f", n))
		}
		rows = append(rows, append(row, strings.Join(busy, ", ")))
	}
	var b strings.Builder
	if err := command.Table(&b, rows, false); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	return b.String()
}
