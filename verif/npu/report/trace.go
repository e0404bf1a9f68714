package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"npugen/isa"
)

// event is one of the Trace Event Format, which Perfetto and chrome://tracing
// read. Times are in microseconds.
type event struct {
	Name  string         `json:"name"`
	Phase string         `json:"ph"`
	Time  float64        `json:"ts"`
	Dur   float64        `json:"dur,omitempty"`
	PID   int            `json:"pid"`
	TID   int            `json:"tid"`
	Args  map[string]any `json:"args,omitempty"`
}

// WriteTrace writes every step, every instruction as an event of its unit, and
// what array, vector unit and memory do, as counters.
func (r *Run) WriteTrace(w io.Writer) error {
	b := bufio.NewWriter(w)
	t := tracer{w: b}
	fmt.Fprint(b, `{"displayTimeUnit":"ns","traceEvents":[`)
	t.name("process_name", 0, r.Setup.Name)
	t.name("thread_name", 0, "steps")
	for q := isa.Weight; q < isa.Queues; q++ {
		t.name("thread_name", int(q), q.String()+" unit")
	}
	us := func(cycles int) float64 { return float64(cycles) / float64(r.Setup.ClockMHz) }
	for _, s := range r.Steps {
		t.event(event{Name: s.name(), Phase: "X", Time: us(s.Start), Dur: us(s.Cycles), Args: s.args()})
		for i, in := range s.Code {
			if in.Op().Queue() == isa.Control {
				continue
			}
			t.event(event{
				Name: in.Operator, Phase: "X", Time: us(s.Start + in.Start), Dur: us(in.Retire - in.Start), TID: int(in.Op().Queue()),
				Args: map[string]any{"layer": in.Layer, "number": i, "instruction": in.Text(), "start": in.Start, "retire": in.Retire},
			})
		}
		t.counters(r, s, us)
	}
	fmt.Fprintln(b, "]}")
	if t.err != nil {
		return fmt.Errorf("trace: %w", t.err)
	}
	return b.Flush()
}

// name is the positions of a step.
func (s Step) name() string {
	at := fmt.Sprint(s.Parts[0].Position)
	for _, part := range s.Parts[1:] {
		at += fmt.Sprintf(", %d", part.Position)
	}
	if len(s.Parts) > 1 {
		return "positions " + at
	}
	return "position " + at
}

// args is what else a step says: of each of several texts, by its number.
func (s Step) args() map[string]any {
	args := map[string]any{"cycles": s.Cycles}
	for _, part := range s.Parts {
		text := ""
		if len(s.Parts) > 1 {
			text = fmt.Sprintf(" of %d", part.Text+1)
		}
		args["tokens"+text], args["next"+text] = part.Tokens, part.Next
	}
	return args
}

type tracer struct {
	w   io.Writer
	n   int
	err error
}

func (t *tracer) name(what string, tid int, name string) {
	t.event(event{Name: what, Phase: "M", TID: tid, Args: map[string]any{"name": name}})
}

func (t *tracer) event(e event) {
	data, err := json.Marshal(e)
	if t.err == nil {
		t.err = err
	}
	separator := ",\n"
	if t.n == 0 {
		separator = "\n"
	}
	t.n++
	if _, err := fmt.Fprintf(t.w, "%s%s", separator, data); t.err == nil {
		t.err = err
	}
}
