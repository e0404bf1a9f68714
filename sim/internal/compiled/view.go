package compiled

import (
	"context"

	"github.com/tetratelabs/wazero/api"

	"npugen/sim/internal/wasm"
)

// Computed values are not kept up to date. The first look at one compiles a
// function, a view, that computes all values that were asked for since the last
// such function; a later look runs it if the state has changed since.

// maxViews is how many views there may be: values that are looked at together
// should be in one.
const maxViews = 6

func (e *Engine) viewOf(v *value) *view {
	if w := e.shown[v]; w != nil {
		return w
	}
	if len(e.views) == maxViews {
		for old := range e.shown {
			e.asked = append(e.asked, old)
		}
		e.views = nil
		for i := range e.places {
			for k := range e.places[i].words {
				e.places[i].words[k].view = nil
			}
		}
		clear(e.shown)
	}
	w := e.newView(e.asked, nil)
	for _, x := range e.asked {
		e.shown[x] = w
	}
	e.asked = nil
	e.views = append(e.views, w)
	return w
}

// newView compiles a view of some values, which may have homes for it.
func (e *Engine) newView(values []*value, homes map[*value]*storage) *view {
	m, page := newModule()
	emit(m, page, newPlan(e.l, job{views: values, homes: homes}, false), 1).export(none, func(_ *wasm.Func, inside func()) { inside() })
	mod, err := e.load(m)
	if err != nil {
		panic(err) // the code that this package makes is always valid
	}
	return &view{run: mod.ExportedFunction("run"), homes: homes}
}

// call runs a function (base) without results.
func (e *Engine) call(f api.Function) {
	stack := [1]uint64{0}
	if err := f.CallWithStack(context.Background(), stack[:]); err != nil && e.full == nil { // which Settle reports
		panic(err) // the code that this package makes does not fail
	}
}

func (e *Engine) refresh(w *view) {
	if w.epoch == e.epoch {
		return
	}
	w.epoch = e.epoch
	e.looks++
	e.call(w.run)
	if n := e.state.Size(); int(n) != len(e.mem) {
		e.mem, _ = e.state.Read(0, n)
	}
}
