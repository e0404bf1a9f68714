package command

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
)

// WriteJSON writes a result for scripts, indented, with a line end.
func WriteJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// Table writes rows of cells in aligned columns, two spaces apart. Numbers
// are better read with right set, which aligns to the right.
func Table(w io.Writer, rows [][]string, right bool) error {
	flags := uint(0)
	if right {
		flags = tabwriter.AlignRight
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', flags)
	for _, row := range rows {
		for i, cell := range row {
			end := "\t"
			if i == len(row)-1 && !right {
				end = ""
			}
			fmt.Fprint(t, cell+end)
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}
