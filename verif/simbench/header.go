package simbench

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
)

// countSignals is how many identifiers the header of a VCD file declares.
func countSignals(file string) (int, error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	seen := map[string]bool{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		words := bytes.Fields(lines.Bytes())
		switch {
		case len(words) > 3 && string(words[0]) == "$var": // type, width, identifier
			seen[string(words[3])] = true
		case len(words) > 0 && string(words[0]) == "$enddefinitions":
			return len(seen), nil
		}
	}
	return 0, fmt.Errorf("%s: the header has no end", file)
}
