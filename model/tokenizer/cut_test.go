package tokenizer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// llama3 is the pattern of Llama 3's tokenizer.json.
const llama3 = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`

func TestIsolate(t *testing.T) {
	gpt2, err := isolate(words)
	require.NoError(t, err)
	three, err := isolate(llama3)
	require.NoError(t, err)
	for _, tc := range []struct{ text, gpt2, llama3 string }{
		{"Hello world", "Hello| world", "Hello| world"},
		{"Hello   world", "Hello|  | world", "Hello|  | world"},
		{"it's 12345!", "it|'s| 12345|!", "it|'s| |123|45|!"},
		{"IT'S", "IT|'|S", "IT|'S"},
		{"a \n\n b", "a| \n\n| b", "a| \n\n| b"},
		{"a\t b", "a|\t| b", "a|\t| b"},
		{"x  ", "x|  ", "x|  "},
		{" ", " ", " "},
		{"f(x)\n", "f|(|x|)|\n", "f|(x|)\n"},
		{"naïve Zürich", "naïve| Zürich", "naïve| Zürich"},
		{"a\u00a0\u00a0b", "a|\u00a0|\u00a0|b", "a|\u00a0|\u00a0b"}, // white space of Unicode
		{"\x80a", "\x80|a", "\x80a"},
	} {
		require.Equal(t, tc.gpt2, strings.Join(gpt2(tc.text), "|"), "%q", tc.text)
		require.Equal(t, tc.llama3, strings.Join(three(tc.text), "|"), "%q", tc.text)
	}
	for pattern, want := range map[string]string{
		`\p{L}*`:   "it matches nothing",
		`a(?=b)`:   "is not supported: error parsing regexp",
		`\w+`:      `\w is not supported`,
		`\p{L}++x`: "is not supported: error parsing regexp",
		`[^\S]`:    `\S is not supported`,
	} {
		_, err := isolate(pattern)
		require.ErrorContains(t, err, want)
	}
}

func TestNumbers(t *testing.T) {
	require.Equal(t, "a|1|2|½| b", strings.Join(numbers(true)("a12½ b"), "|"))
	require.Equal(t, "a|12½| b", strings.Join(numbers(false)("a12½ b"), "|"))
	require.Equal(t, "7", strings.Join(numbers(false)("7"), "|"))
	require.Equal(t, "\xff|7", strings.Join(numbers(false)("\xff7"), "|"))
}

// No cut loses or moves a byte.
func FuzzCut(f *testing.F) {
	f.Add("it's  12345\n x")
	f.Add("\xf0\x80 \u2003\u00a0")
	gpt2, err := isolate(words)
	require.NoError(f, err)
	three, err := isolate(llama3)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range []cut{gpt2, three, numbers(true), numbers(false)} {
			pieces := c(text)
			require.NotContains(t, pieces, "")
			require.Equal(t, text, strings.Join(pieces, ""))
		}
	})
}
