package order

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/blocks/bundle"
	"npugen/isa"
	"npugen/isa/access"
	"npugen/isa/isatest"
)

var shape = bundle.Shape{Rows: 4, Cols: 4, Lanes: 2, VBWords: 8, ABRows: 4, SBWords: 4, AccDepth: 2, Channels: 1}

type draws struct{ t *rapid.T }

func (d draws) IntN(n int) int { return rapid.IntRange(0, n-1).Draw(d.t, "n") }

// program draws instructions on few cells, tokens and syncs. With alone, each
// counter is signalled by one queue.
func program(t *rapid.T, alone bool) []isa.Instruction {
	ops := []isa.Op{isa.NOP, isa.STREAM, isa.LOAD, isa.MATMUL, isa.MAP, isa.QUANT, isa.ARGMAX, isa.STORE}
	queue := rapid.SampledFrom([]isa.Queue{isa.Control, isa.Weight, isa.Load, isa.Matrix, isa.Vector, isa.Store})
	var from, to [4]isa.Queue
	for i := range from {
		from[i], to[i] = queue.Draw(t, "from"), queue.Draw(t, "to")
	}
	count := [4]int{}
	var list []isa.Instruction
	rows := 0
	for range rapid.IntRange(1, 25).Draw(t, "instructions") {
		in := small(t, rapid.SampledFrom(ops).Draw(t, "op"), &rows)
		for i := range count {
			if to[i] == in.Op().Queue() && count[i] > 0 && rapid.Bool().Draw(t, "wait") {
				in[0] |= 1 << (8 + i)
				count[i]--
			}
		}
		for i := range count {
			if (!alone || from[i] == in.Op().Queue()) && rapid.Bool().Draw(t, "signal") {
				in[0] |= 1 << (20 + i)
				count[i]++
			}
		}
		list = append(list, in)
	}
	return list
}

// small draws an instruction on memory of two lines; MATMULs take only rows that
// were streamed.
func small(t *rapid.T, op isa.Op, rows *int) isa.Instruction {
	if op == isa.NOP {
		return isa.New(op)
	}
	for {
		in := isatest.Instruction(draws{t}, shape, op)
		for _, name := range []string{"line", "off"} {
			if f, ok := isa.Lookup(op, name); ok {
				in[f.Word] &= 1
			}
		}
		n := int(access.WeightRows(shape, in))
		if op == isa.MATMUL && n > *rows {
			continue
		}
		if op == isa.STREAM {
			*rows += n
		} else {
			*rows -= n
		}
		if _, err := access.Of(shape, in); err == nil {
			return in
		}
	}
}

// overtakes runs the program as far as it goes while instruction i never
// completes, and tells whether j starts.
func overtakes(list []isa.Instruction, i, j int) bool {
	started, done := make([]bool, len(list)), make([]bool, len(list))
	tokens := [isa.Tokens]int{}
	for changed := true; changed; {
		changed = false
		for k, in := range list {
			switch {
			case !started[k] && mayStart(list, started, done, &tokens, k):
				for t := range tokens {
					tokens[t] -= int(in.Get("wait") >> t & 1)
				}
				started[k], changed = true, true
			case started[k] && !done[k] && k != i && mayFinish(list, done, k):
				for t := range tokens {
					tokens[t] += int(in.Get("signal") >> t & 1)
				}
				done[k], changed = true, true
			}
		}
	}
	return started[j]
}

func mayStart(list []isa.Instruction, started, done []bool, tokens *[isa.Tokens]int, k int) bool {
	for t, n := range tokens {
		if list[k].Get("wait")>>t&1 == 1 && n == 0 {
			return false
		}
	}
	for e := range k {
		if list[e].Op().Queue() == list[k].Op().Queue() && (!started[e] || list[k].Get("sync") == 1 && !done[e]) {
			return false
		}
	}
	return true
}

func mayFinish(list []isa.Instruction, done []bool, k int) bool {
	var streamed, taken uint64
	for e := range k + 1 {
		if e < k && list[e].Op().Queue() == list[k].Op().Queue() && !done[e] {
			return false
		}
		if list[e].Op() == isa.MATMUL {
			taken += access.WeightRows(shape, list[e])
		}
	}
	for e := range k {
		if list[k].Op() != isa.MATMUL || list[e].Op() != isa.STREAM {
			continue
		}
		streamed += access.WeightRows(shape, list[e])
		if streamed <= taken && !done[e] {
			return false
		}
	}
	return true
}

// conflicts is the pairs of the program that must be ordered.
func conflicts(t *rapid.T, list []isa.Instruction) (pairs [][2]int) {
	spans := make([][]access.Span, len(list))
	for i, in := range list {
		var err error
		spans[i], err = access.Of(shape, in)
		require.NoError(t, err)
	}
	for j := range list {
		for i := range j {
			if conflict(spans[i], spans[j], list[i].Op().Queue() == list[j].Op().Queue()) {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	return pairs
}

func conflict(earlier, later []access.Span, sameQueue bool) bool {
	for _, a := range earlier {
		for _, b := range later {
			meet := a.Space == b.Space && a.Lo < b.Hi && b.Lo < a.Hi && (a.Write || b.Write)
			if meet && (!sameQueue || a.Write && !b.Write) {
				return true
			}
		}
	}
	return false
}

// Check equals, pair by pair, running the program with the earlier instruction
// held back: exactly if each counter is signalled by one queue, and never too
// lenient if not.
func TestCheckEqualsHoldingBack(t *testing.T) {
	for name, alone := range map[string]bool{"one signaller": true, "many signallers": false} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				list := program(t, alone)
				var found Hazards
				if err := Check(shape, list); err != nil {
					require.True(t, errors.As(err, &found), "%v", err)
				}
				reported := map[[2]int]bool{}
				for _, h := range found {
					reported[[2]int{h.Earlier.Number, h.Later.Number}] = true
				}
				any := false
				for _, p := range conflicts(t, list) {
					free := overtakes(list, p[0], p[1])
					any = any || free
					if reported[p] {
						if alone {
							require.True(t, free, "%d and %d are ordered, but reported", p[0], p[1])
						}
						delete(reported, p)
					}
				}
				require.Empty(t, reported, "reported without a conflict")
				require.False(t, any && len(found) == 0, "unordered, but not reported")
			})
		})
	}
}
