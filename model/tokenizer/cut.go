package tokenizer

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// words is GPT-2's pattern of a word, which ByteLevel has by itself.
const words = `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`

// cuts is the steps of a pre-tokenizer whose last is ByteLevel.
func (s *hfStep) cuts() ([]cut, error) {
	steps := []hfStep{*s}
	if s.Type == "Sequence" {
		steps = s.Pre
	}
	var cuts []cut
	for i, step := range steps {
		last := i == len(steps)-1
		switch {
		case (step.Type == "ByteLevel") != last:
			return nil, errors.New("pre_tokenizer: want ByteLevel, and that as its last step")
		case last:
			if step.PrefixSpace {
				cuts = append(cuts, spaced)
			}
			if step.UseRegex == nil || *step.UseRegex {
				c, err := isolate(words)
				if err != nil {
					return nil, err
				}
				cuts = append(cuts, c)
			}
		case step.Type == "Digits":
			cuts = append(cuts, numbers(step.Individual))
		case step.Type == "Split" && step.Behavior == "Isolated" && !step.Invert && step.Pattern.Regex != "":
			c, err := isolate(step.Pattern.Regex)
			if err != nil {
				return nil, fmt.Errorf("pre_tokenizer: %w", err)
			}
			cuts = append(cuts, c)
		default:
			return nil, fmt.Errorf("pre_tokenizer: %s is not supported: want Split by a Regex into Isolated pieces, Digits, ByteLevel", step.Type)
		}
	}
	return cuts, nil
}

// spaced puts a space before text that has none.
func spaced(text string) []string {
	if !strings.HasPrefix(text, " ") {
		text = " " + text
	}
	return []string{text}
}

// numbers cuts digits from other text, and from each other if single.
func numbers(single bool) cut {
	return func(text string) []string {
		var pieces []string
		before := false
		for at, r := range text {
			n := unicode.IsNumber(r)
			if at == 0 || n != before || n && single {
				pieces = append(pieces, "")
			}
			_, size := utf8.DecodeRuneInString(text[at:])
			pieces[len(pieces)-1] += text[at : at+size]
			before = n
		}
		return pieces
	}
}

// blanks is the end of patterns of words: a run of white space, but for the last
// character of one that a word follows. Go's regular expressions have no
// look-ahead, and are linear in exchange; so the run is matched, and shortened.
const (
	blanks = `\s+(?!\S)|\s+`
	run    = `(?P<run>\s+)`
)

// isolate makes a piece of each match of a pattern, and of what is between them.
func isolate(pattern string) (cut, error) {
	text, trims := strings.CutSuffix(pattern, blanks)
	if trims {
		text += run
	}
	text, err := unicodeClasses(text)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("pattern %q is not supported: %w", pattern, err)
	}
	if re.MatchString("") {
		return nil, fmt.Errorf("pattern %q is not supported: it matches nothing", pattern)
	}
	group := 2 * max(re.SubexpIndex("run"), 0)
	return func(text string) (pieces []string) {
		for len(text) > 0 {
			m := re.FindStringSubmatchIndex(text)
			if m == nil {
				return append(pieces, text)
			}
			from, to := m[0], m[1]
			if trims && m[group] >= 0 && to < len(text) {
				if _, last := utf8.DecodeLastRuneInString(text[:to]); to-last > from {
					to -= last
				}
			}
			if from > 0 {
				pieces = append(pieces, text[:from])
			}
			pieces, text = append(pieces, text[from:to]), text[to:]
		}
		return pieces
	}, nil
}

// unicodeClasses spells out the classes that are of ASCII in Go, and of Unicode
// in the tokenizers library.
func unicodeClasses(pattern string) (string, error) {
	const space = `\s\v\x{85}\p{Z}`
	var out strings.Builder
	in := false // a bracket
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		if c != '\\' || i+1 == len(pattern) {
			in = c == '[' || in && c != ']'
			out.WriteByte(c)
			continue
		}
		i++
		switch next := pattern[i]; {
		case next == 's' && in:
			out.WriteString(space)
		case next == 's':
			out.WriteString("[" + space + "]")
		case next == 'S' && !in:
			out.WriteString("[^" + space + "]")
		case next == 'd':
			out.WriteString(`\p{Nd}`)
		case strings.IndexByte("SDwWbB", next) >= 0:
			return "", fmt.Errorf("\\%c is not supported", next)
		default:
			out.WriteString(pattern[i-1 : i+1])
		}
	}
	return out.String(), nil
}
