package simbench

import (
	"npugen/gen/compile"
	"npugen/gen/config"
	"npugen/hdl"
	"npugen/hdl/ir"
	"npugen/model/checkpoint"
	"npugen/model/modeltest"
	"npugen/verif/npu"
)

// chip is the NPU of a preset with its memory, and a host that writes a small
// model into that and then has the same token decoded again and again.
type chip struct{ Preset string }

// chipModel is the sizes of the model.
var chipModel = checkpoint.Config{Dim: 64, Hidden: 96, Layers: 1, Heads: 8, KVHeads: 4, Vocab: 32, SeqLen: 32}

// chipPosition is the token's: so many are in the cache, all zeros.
const chipPosition = 20

// workload is what the host writes.
type workload struct {
	setup npu.Setup
	image []byte // of memory, from address 0 on
	run   compile.Run
	used  []bool // registers of the run that its program adds
}

func (x chip) workload() (w workload, err error) {
	c, err := config.LoadPreset(x.Preset)
	if err != nil {
		return w, err
	}
	if w.setup, err = npu.NewSetup(c); err != nil {
		return w, err
	}
	p, err := compile.Compile(compile.Model{Config: chipModel, Weights: modeltest.Noise{Config: chipModel}}, w.setup.Target())
	if err != nil {
		return w, err
	}
	w.image = make([]byte, p.Used())
	for _, s := range p.Segments {
		copy(w.image[s.Addr:], s.Data)
	}
	if w.run, err = p.Step(chipPosition, 1); err != nil {
		return w, err
	}
	code, err := p.Instructions(w.run)
	w.used = make([]bool, len(w.run.Registers))
	for _, in := range code {
		for _, r := range in.Code.Added() {
			w.used[r] = true
		}
	}
	return w, err
}

func elaborateChip(preset string) func() (*ir.Design, error) {
	return func() (*ir.Design, error) {
		x := chip{preset}
		if _, err := x.workload(); err != nil {
			return nil, err
		}
		return elaborate(x)()
	}
}

func (x chip) Inputs() hdl.None { return hdl.None{} }

func (x chip) Build(m *hdl.Module, _ hdl.None) Out {
	w, err := x.workload()
	if err != nil {
		m.Reject(err.Error(), "see elaborateChip")
		return Out{hdl.U(0, 64)}
	}
	system := npu.System{Top: w.setup.Top, StoreRows: 2}
	ports := system.Inputs()
	f := newFiller(m, ports.Host, w.image, w.setup.Top.BeatBytes())
	h := newRunner(m, ports.Lite, w)
	s := hdl.Inst(m, "system", system, npu.SystemIn{Lite: h.in, Host: f.in})
	f.connect(m, s.Host)
	h.connect(m, s.Lite, f.done.Q(), s.IRQ)

	outs := []hdl.Bits{s.IRQ, s.Wrong}
	for _, t := range s.Trace {
		outs = append(outs, t.Started, hdl.Mux(t.Started, t.Start, hdl.Zero(t.Start)))
		outs = append(outs, t.Retired, hdl.Mux(t.Retired, hdl.Cat(t.Complete, t.Hash), hdl.U(0, 64)))
	}
	for i := range s.Moved {
		outs = append(outs, s.Moved[i], s.Rows[i])
	}
	return digest(m, outs...)
}
