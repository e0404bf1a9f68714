package sim_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"npugen/sim"
)

// callFile is a VCD file that is being written, to a writer that fails after some
// bytes if room is not negative.
type callFile struct {
	strings.Builder
	room int
	v    *sim.VCD
}

func (f *callFile) Write(b []byte) (int, error) {
	if f.room >= 0 && f.Len()+len(b) > f.room {
		f.room = 0
		return 0, errors.New("no room")
	}
	return f.Builder.Write(b)
}

// text is what was written; how much of it before the writer failed is not the same
// everywhere.
func (f *callFile) text() string {
	if f.room >= 0 {
		return ""
	}
	return f.String()
}

// fileCall is a file to open; its window begins and ends so long from now.
type fileCall struct {
	o           sim.VCDOptions
	from, until sim.Time
	room        int
}

func (x *calls) drawFile(t *rapid.T) fileCall {
	f := fileCall{from: -1, until: -1, room: -1}
	if rapid.Bool().Draw(t, "some scopes") {
		f.o.Scopes = rapid.SliceOfN(rapid.SampledFrom(append(x.scopes, "", "nowhere")), 1, 2).Draw(t, "scopes")
	}
	f.o.Depth = rapid.IntRange(0, 2).Draw(t, "depth")
	f.o.MaxCells = rapid.IntRange(0, 2).Draw(t, "cells")
	if rapid.Bool().Draw(t, "window") {
		f.from, f.until = x.drawTime(t, "from"), x.drawTime(t, "until")
	}
	if rapid.IntRange(0, 9).Draw(t, "writer") == 9 {
		f.room = rapid.IntRange(0, 5000).Draw(t, "room")
	}
	return f
}

func (f fileCall) open(l *lane) error {
	if !l.looks {
		return nil
	}
	if f.from >= 0 {
		f.o.From, f.o.Until = l.s.Time()+f.from, l.s.Time()+f.until
	}
	w := &callFile{room: f.room}
	v, err := l.s.VCD(w, f.o)
	if err == nil {
		w.v = v
		l.files = append(l.files, w)
	}
	return err
}

// show notes what is there only where somebody looks.
func (l *lane) show(what ...any) { l.shown = append(l.shown, fmt.Sprintln(what...)) }

// closeFile closes the oldest.
func (l *lane) closeFile() {
	if len(l.files) > 0 {
		f := l.files[0]
		l.files = l.files[1:]
		l.show(f.v.Close(), f.text())
	}
}

func looks(l *lane) bool { return l.looks }

// settle lets logic settle and edges of poked clocks happen where nobody looks, as
// they do where somebody begins or ends to.
func (x *calls) settle(t *rapid.T) {
	x.all(t, "settle", func(l *lane) any { return l.s.Must(x.clocks[0]).Bool() })
}

func (x *calls) open(t *rapid.T) {
	x.settle(t)
	f := x.drawFile(t)
	x.some(t, "open", looks, func(l *lane) any { return f.open(l) })
}

func (x *calls) close(t *rapid.T) {
	x.settle(t)
	if len(x.lanes[0].files) == 0 {
		t.Skip("no file")
	}
	x.some(t, "close", looks, func(l *lane) any { l.closeFile(); return nil })
}

// record starts a recording or, in the lane that has none, a file.
func (l *lane) record(memory int) {
	switch {
	case l.rec != nil || l.live != nil:
	case l.records:
		l.rec, _ = l.s.Record(sim.RecordOptions{Memory: memory})
	case l.looks:
		l.live = &callFile{room: -1}
		l.live.v, _ = l.s.VCD(l.live, sim.VCDOptions{})
	}
}

func (x *calls) record(t *rapid.T) {
	x.settle(t)
	if x.lanes[0].rec == nil {
		x.all(t, "record", func(l *lane) any { l.record(x.memory); return nil })
	} else if rapid.Bool().Draw(t, "stop") {
		x.stop(t)
	} else {
		x.some(t, "save", func(l *lane) bool { return l.records }, func(l *lane) any { l.rec.Save(); return nil })
	}
}

// since is from when on all recordings have what was; with little memory they forget.
func (x *calls) since() (t sim.Time) {
	for _, l := range x.lanes {
		if l.records {
			from, _ := l.rec.Span()
			t = max(t, from)
		}
	}
	return t
}

// stop ends the recording, of which all waves are those of the file.
func (x *calls) stop(t *rapid.T) {
	x.settle(t)
	if x.lanes[0].rec == nil {
		return
	}
	o := sim.VCDOptions{From: x.since()}
	x.some(t, "stop", looks, func(l *lane) any {
		if !l.records {
			f := l.live
			l.live = nil
			if err := f.v.Close(); err != nil || x.memory == 0 {
				return []any{err, f.text()}
			}
			return x.stopped
		}
		rec := l.rec
		l.rec = nil
		rec.Stop()
		var b strings.Builder
		x.stopped = []any{rec.VCD(&b, o), b.String()}
		return x.stopped
	})
}

// play writes waves of a stretch of what has been recorded.
func (x *calls) play(t *rapid.T) {
	x.settle(t)
	if x.lanes[0].rec == nil {
		t.Skip("no recording")
	}
	f := x.drawFile(t)
	_, last := x.lanes[0].rec.Span()
	at := sim.Time(rapid.Int64Range(int64(x.since()), int64(last)).Draw(t, "at"))
	x.some(t, "play", func(l *lane) bool { return l.records }, func(l *lane) any {
		o := f.o
		o.From, o.Until = at, at+f.until
		w := &callFile{room: f.room}
		return []any{l.rec.VCD(w, o), w.text()}
	})
}

// waves draws some signals, or begins to.
func (x *calls) waves(t *rapid.T) {
	x.settle(t)
	clock, a, b := rapid.SampledFrom(x.clocks).Draw(t, "clock"), x.anyPlace(t, anything), x.anyPlace(t, anything)
	x.some(t, "waves", looks, func(l *lane) any {
		if l.waves == nil {
			l.waves = sim.NewWaves(l.s, clock, a.name, b.name)
		}
		return l.waves.String()
	})
}

// mistake is a wrong call, of which there is one clear error.
func (x *calls) mistake(t *rapid.T) {
	p := x.anyPlace(t, anything)
	wrong := rapid.SampledFrom(callMistakes).Draw(t, "mistake")
	x.all(t, wrong.name, func(l *lane) any {
		wrong.do(l.s, l.s.Must(p.name))
		require.Error(t, l.s.Err())
		return l.s.Err()
	})
}

type callMistake struct {
	name string
	do   func(s *sim.Sim, h *sim.Handle)
}

var callMistakes = []callMistake{
	{"no such name", func(s *sim.Sim, h *sim.Handle) { s.PokeName(h.Name()+"x", 1) }},
	{"no such element", func(s *sim.Sim, h *sim.Handle) { h.At(h.Len()).SetUint(1) }},
	{"no such index", func(s *sim.Sim, h *sim.Handle) { s.PeekName(h.Name() + "[1][2][3]") }},
	{"no such clock", func(s *sim.Sim, h *sim.Handle) { s.StepN(s.Clock(h.Name()+"x", 10, s.Time()), 1) }},
	{"a period of 1 ps", func(s *sim.Sim, h *sim.Handle) { s.Clock("ck", 1, s.Time()) }},
}
