package compile

import (
	"encoding/binary"
	"fmt"
	"math"

	"npugen/isa"
	"npugen/model/sample"
)

// Greatest is where runs leave the greatest logits of their last token in
// memory: K indices of 32 bits, then K fp32, little endian.
type Greatest struct {
	K    int    // 0: they leave the most likely token alone, in the result register
	Addr uint64 // a multiple of a beat's bytes
}

// Greatest is that of the runs of one sequence.
func (p *Program) Greatest() Greatest { return Greatest{p.geometry.topK, p.layout.greatest.addr} }

// Bytes is how many bytes they are.
func (g Greatest) Bytes() int { return 8 * g.K }

// Candidates reads them: the greatest first, NaN for what there is not.
func (g Greatest) Candidates(data []byte) []sample.Candidate {
	all := make([]sample.Candidate, g.K)
	for i := range all {
		all[i].Token = int(binary.LittleEndian.Uint32(data[4*i:]))
		all[i].Logit = math.Float32frombits(binary.LittleEndian.Uint32(data[4*(g.K+i):]))
	}
	return all
}

// checkTopK says whether the chip can find so many.
func (t Target) checkTopK() error {
	if t.TopK < 0 || t.TopK > t.Shape.TopK {
		return fmt.Errorf("the %d greatest logits: the chip finds 1 to %d, npu.topk in its configuration", t.TopK, t.Shape.TopK)
	}
	return nil
}

// chosen is the logits that go to memory for each sequence: where there are
// several, their most likely tokens have no other way to the host.
func (g *geometry) chosen() int {
	if g.sequences > 1 {
		return max(1, g.topK)
	}
	return g.topK
}

// choose finds the most likely token, or the greatest logits of each sequence,
// which go to memory.
func (t *pass) choose() {
	k := t.topK
	if t.results > 1 {
		k = t.chosen()
	}
	if k == 0 {
		t.part("argmax")
		t.emit(isa.ARGMAX, fields{"a": t.at.logits, "len": t.Vocab}, nil)
		return
	}
	t.part("top-k")
	for i := range t.results {
		t.emit(isa.TOPK, fields{"a": t.at.logits + i*t.logitRow(), "len": t.Vocab, "d": t.at.greatest + i*k, "k": k}, nil)
	}
	at := t.memory.greatest.addr
	rows := fields{
		"a": t.at.greatest, "a_s0": k, "a_s1": 1, "n0": t.results, "n1": k, "len": 4,
		"line": int(at / 64), "off": int(at % 64), "s0": 8 * k, "s1": 4, "se": 1,
	}
	t.emit(isa.STORE, rows, nil)
	rows["scale"], rows["len"], rows["off"] = 1, 1, rows["off"]+4*k
	t.emit(isa.STORE, rows, nil)
}

// logitRow is the elements from one position's logits to the next.
func (g *geometry) logitRow() int { return g.outputWidth(g.Vocab) }
