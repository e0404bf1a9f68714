package checkpoint

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// hfDirectory finds each tensor of the model among those of the files, and
// refuses a tensor that the model has no use for: it would compute something
// else.
func hfDirectory(c Config, tensors map[string]stored) ([]entry, error) {
	d := hfFinder{tensors: tensors, used: map[string]bool{}}
	d.find("token_embedding", "model.embed_tokens.weight", 0, c.Vocab, c.Dim)
	d.find("rms_att", "input_layernorm.weight", c.Layers, 1, c.Dim)
	d.find("wq", "self_attn.q_proj.weight", c.Layers, c.QDim(), c.Dim)
	d.find("wk", "self_attn.k_proj.weight", c.Layers, c.KVDim(), c.Dim)
	d.find("wv", "self_attn.v_proj.weight", c.Layers, c.KVDim(), c.Dim)
	d.find("wo", "self_attn.o_proj.weight", c.Layers, c.Dim, c.QDim())
	d.find("rms_ffn", "post_attention_layernorm.weight", c.Layers, 1, c.Dim)
	d.find("w1", "mlp.gate_proj.weight", c.Layers, c.Hidden, c.Dim)
	d.find("w2", "mlp.down_proj.weight", c.Layers, c.Dim, c.Hidden)
	d.find("w3", "mlp.up_proj.weight", c.Layers, c.Hidden, c.Dim)
	d.find("rms_final", "model.norm.weight", 0, 1, c.Dim)
	if c.SharedClassifier {
		d.find("wcls", "model.embed_tokens.weight", 0, c.Vocab, c.Dim)
		d.used["lm_head.weight"] = true // a copy, which some files hold
	} else {
		d.find("wcls", "lm_head.weight", 0, c.Vocab, c.Dim)
	}
	if d.err != nil {
		return nil, d.err
	}
	for _, e := range d.dir {
		if e.name == "wq" || e.name == "wk" {
			for i := range e.places {
				e.places[i].halves = c.HeadSize()
			}
		}
	}
	return d.dir, d.unused()
}

// hfFinder builds the directory until the first error.
type hfFinder struct {
	tensors map[string]stored
	used    map[string]bool
	dir     []entry
	err     error
}

// find adds a tensor by its name in the file; that of a layer follows
// model.layers.N.
func (d *hfFinder) find(name, inFile string, layers, rows, cols int) {
	e := entry{name: name, layers: layers, rows: rows, cols: cols}
	for i := range max(layers, 1) {
		full := inFile
		if layers > 0 {
			full = "model.layers." + strconv.Itoa(i) + "." + inFile
		}
		e.places = append(e.places, d.place(full, rows, cols))
		if d.err != nil {
			return
		}
	}
	d.dir = append(d.dir, e)
}

func (d *hfFinder) place(name string, rows, cols int) place {
	t, ok := d.tensors[name]
	want := []int64{int64(rows), int64(cols)}
	if rows == 1 && len(t.shape) == 1 {
		want = want[1:]
	}
	switch {
	case d.err != nil:
	case !ok:
		d.err = fmt.Errorf("no tensor %q, which %s asks for", name, configFile)
	case !slices.Equal(t.shape, want):
		d.err = fmt.Errorf("tensor %q has shape %v, %s asks for %v", name, t.shape, configFile, want)
	}
	d.used[name] = true
	return t.place
}

// unused reports the first tensor by name that is not part of the model. Old
// files hold the rotary frequencies, which follow from the config.
func (d *hfFinder) unused() error {
	for _, name := range slices.Sorted(maps.Keys(d.tensors)) {
		if !d.used[name] && !strings.HasSuffix(name, ".rotary_emb.inv_freq") {
			return fmt.Errorf("tensor %q has no place in a Llama model as %s describes it", name, configFile)
		}
	}
	return nil
}

// interleave moves the rows of each head from two halves to pairs: Hugging Face
// turns rows (i, i + size/2) together, llama2.c rows (2i, 2i+1).
func interleave(data []float32, cols, size int) []float32 {
	out := make([]float32, len(data))
	for at := range len(data) / cols {
		head, row := at/size*size, at%size
		to := head + 2*(row%(size/2)) + row/(size/2)
		copy(out[to*cols:(to+1)*cols], data[at*cols:])
	}
	return out
}
