package compile

import (
	"errors"
	"fmt"

	"npugen/isa"
)

// Sequence is a sequence and the token that it goes on with: its cache, of those
// that Target.Sequences makes room for, holds the Position tokens before it.
type Sequence struct{ Cache, Position, Token int }

// Steps is the run for one token of each of some sequences, at any positions.
// The weights are read once for all of them. Each is left with what it would
// have alone, bit for bit: its keys and values in its cache, its logits in the
// vector buffer, the greatest of them in memory.
func (p *Program) Steps(sequences ...Sequence) (Run, error) {
	if err := p.checkSteps(sequences); err != nil {
		return Run{}, err
	}
	r := p.next
	switch n := len(sequences); {
	case n > 1:
		r = p.together[n-2]
	case sequences[0].Position == 0:
		r = p.first
	}
	return p.run(r, len(sequences), p.geometry.placed(p.layout, sequences...)), nil
}

func (p *Program) checkSteps(sequences []Sequence) error {
	if len(sequences) == 0 {
		return errors.New("step: no sequences")
	}
	if have := p.geometry.sequences; len(sequences) > have {
		return fmt.Errorf("%d sequences together: the program is compiled for %d (Target.Sequences)", len(sequences), have)
	}
	of := map[int]int{}
	for i, s := range sequences {
		if err := p.checkCache(s.Cache); err != nil {
			return err
		}
		if err := p.check(s.Position, s.Token); err != nil {
			return err
		}
		if first, taken := of[s.Cache]; taken {
			return fmt.Errorf("sequences %d and %d of a run both have cache %d: want a cache for each", first, i, s.Cache)
		}
		of[s.Cache] = i
	}
	return nil
}

func (p *Program) checkCache(cache int) error {
	if have := p.geometry.sequences; cache < 0 || cache >= have {
		return fmt.Errorf("cache %d: the program is compiled for %d (Target.Sequences)", cache, have)
	}
	return nil
}

// sequences writes the programs of several sequences: of two, of three, up to
// all that there is a cache for. So those that have ended cost nothing.
func (p *Program) sequences(m *image) error {
	g := p.geometry
	for n := 2; n <= g.sequences; n++ {
		at, own, err := g.placeSequences(n)
		if err != nil {
			return err
		}
		t := &sequences{pass: &pass{builder: &builder{geometry: g}, memory: p.layout, n: n, results: n, late: true, at: at}, own: own}
		if t.write(t); t.err != nil {
			return t.err
		}
		last := make([]Sequence, n)
		for i := range last {
			last[i] = Sequence{Cache: i, Position: p.Config.SeqLen - 1}
		}
		r, err := p.assemble(m, routine{name: fmt.Sprintf("%d sequences", n), n: n, logits: at.logits, code: t.code}, g.placed(p.layout, last...))
		if err != nil {
			return err
		}
		p.together = append(p.together, r)
	}
	return nil
}

// checkSequences says whether the chip can take so many together, and how many
// if not.
func (g *geometry) checkSequences(n int) error {
	if n < 0 || n > places {
		return fmt.Errorf("%d sequences: want 1 to %d, for which there are registers", n, places)
	}
	if n > 1 && g.Shape.TopK == 0 {
		return fmt.Errorf("%d sequences: the chip must have TOPK, to leave the token of each in memory: want npu.topk of at least 1 in its configuration", n)
	}
	fits := func(n int) error {
		_, _, err := g.placeSequences(n)
		return err
	}
	problem := error(nil)
	if n > 1 {
		problem = fits(n)
	}
	if problem == nil {
		return nil
	}
	for n--; n > 1 && fits(n) != nil; n-- {
	}
	return fmt.Errorf("%d sequences: %w; %d would fit", g.sequences, problem, n)
}

// enough is whether memory holds it all, and if not, how many sequences it would.
func (p *Program) enough(m *image) error {
	problem := m.check()
	if problem == nil || p.geometry.sequences == 1 {
		return problem
	}
	used := m.used
	n := p.geometry.sequences
	for ; n > 0 && used > m.size; n-- {
		used -= p.layout.cacheBytes
		if n > 1 {
			used -= uint64(len(p.together[n-2].code) * isa.Bytes)
		}
	}
	if n == 0 {
		return problem
	}
	return fmt.Errorf("%d sequences: %w; %d would fit", p.geometry.sequences, problem, n)
}
