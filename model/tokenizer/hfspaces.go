package tokenizer

import "errors"

// space is the character that stands for a space in the pieces of a file.
const space = "\u2581"

// hfStep is a normalizer or pre-tokenizer of a tokenizer.json, or a sequence of
// them.
type hfStep struct {
	Type    string `json:"type"`
	Prepend string `json:"prepend"`
	Pattern struct {
		String string `json:"String"`
		Regex  string `json:"Regex"`
	} `json:"pattern"`
	Content     string   `json:"content"`
	Replacement string   `json:"replacement"`
	Scheme      string   `json:"prepend_scheme"`
	Split       *bool    `json:"split"`
	Behavior    string   `json:"behavior"`
	Invert      bool     `json:"invert"`
	Individual  bool     `json:"individual_digits"`
	PrefixSpace bool     `json:"add_prefix_space"`
	UseRegex    *bool    `json:"use_regex"`
	Normalizers []hfStep `json:"normalizers"`
	Pre         []hfStep `json:"pretokenizers"`
}

// has says whether a step, or one in its sequence, is of a type.
func (s *hfStep) has(kind string) bool {
	if s == nil {
		return false
	}
	for _, part := range append(s.Normalizers, s.Pre...) {
		if part.has(kind) {
			return true
		}
	}
	return s.Type == kind
}

// spaces checks that text is prepared as Encode does: a space in front, and
// U+2581 for each. There are two ways to say so. A normalizer puts a space in
// front of any text; the pre-tokenizer Metaspace only if none is there (once).
func (h hfTokenizer) spaces() (once bool, err error) {
	n, p := h.Normalizer, h.Pre
	switch {
	case p == nil && n != nil && n.Type == "Sequence" && len(n.Normalizers) == 2 &&
		n.Normalizers[0].Type == "Prepend" && n.Normalizers[0].Prepend == space &&
		n.Normalizers[1].Type == "Replace" && n.Normalizers[1].Pattern.String == " " && n.Normalizers[1].Content == space:
		return false, nil
	case n == nil && p != nil && p.Type == "Metaspace" && p.Replacement == space &&
		(p.Scheme == "first" || p.Scheme == "always") && p.Split != nil && !*p.Split:
		return true, nil
	}
	return false, errors.New("its normalizer and pre_tokenizer are not supported: want Prepend and Replace, or Metaspace that puts a space in front and does not split, as for a Llama-2 model")
}
