package report

import (
	"fmt"

	"npugen/hdl/ir"
	"npugen/verilog"
)

// Report is what a design is made of.
type Report struct {
	Top     string   `json:"top"`
	Modules []Module `json:"modules"` // the top first
	Total   Total    `json:"total"`
}

// Module is one module, without its instances.
type Module struct {
	Name         string       `json:"name"`
	Definition   string       `json:"definition"` // Go type
	Doc          string       `json:"doc,omitempty"`
	Parameters   []Parameter  `json:"parameters,omitempty"`
	Ports        []Port       `json:"ports"`
	Instances    int          `json:"instances"`             // in the whole design
	ChecksOnly   bool         `json:"checks_only,omitempty"` // without outputs: no hardware remains, so not in the totals
	RegisterBits int          `json:"register_bits"`
	Memories     []Memory     `json:"memories,omitempty"`
	Multipliers  []Multiplier `json:"multipliers,omitempty"`
	VerilogLines int          `json:"verilog_lines"`
	Uses         []Use        `json:"uses,omitempty"`
}

// Parameter is one field of the Go type.
type Parameter struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Port is one port; a vector has Count elements of Width bits.
type Port struct {
	Name      string `json:"name"`
	Direction string `json:"direction"` // input, output or clock
	Width     int    `json:"width"`
	Count     int    `json:"count"`
	Signed    bool   `json:"signed,omitempty"`
}

// Memory is one memory array.
type Memory struct {
	Name  string `json:"name"`
	Depth int    `json:"depth"`
	Width int    `json:"width"`
}

// Bits is its size.
func (m Memory) Bits() int { return m.Depth * m.Width }

// Multiplier counts the products of two signals of those widths.
type Multiplier struct {
	A     int `json:"a"` // bits, the wider
	B     int `json:"b"`
	Count int `json:"count"`
}

// Use is how often a module occurs directly in another.
type Use struct {
	Module string `json:"module"`
	Count  int    `json:"count"`
}

// Total is the numbers of the whole design, every instance counted; a module
// that only checks counts with its lines alone.
type Total struct {
	Modules      int `json:"modules"`
	Instances    int `json:"instances"`
	RegisterBits int `json:"register_bits"`
	MemoryBits   int `json:"memory_bits"`
	Multipliers  int `json:"multipliers"`
	VerilogLines int `json:"verilog_lines"`
}

// New counts a design. The error is that of writing its Verilog.
func New(d *ir.Design) (Report, error) {
	files, err := verilog.Emit(d, verilog.Options{})
	if err != nil {
		return Report{}, fmt.Errorf("report: %w", err)
	}
	lines := map[string]int{}
	for _, f := range files {
		lines[f.Module] = f.Lines
	}
	d = verilog.Tile(d, verilog.DefaultTileSize)
	occurs := instances(d)
	r := Report{Top: d.Top.Name}
	for i := len(d.Modules) - 1; i >= 0; i-- {
		m := count(d.Modules[i])
		m.Instances, m.VerilogLines = occurs[d.Modules[i]], lines[m.Name]
		r.Modules = append(r.Modules, m)
		r.Total.add(m)
	}
	return r, nil
}

// instances is how often each module occurs in the design.
func instances(d *ir.Design) map[*ir.Module]int {
	n := map[*ir.Module]int{d.Top: 1}
	for i := len(d.Modules) - 1; i >= 0; i-- { // parents before children
		for _, x := range d.Modules[i].Insts {
			n[x.Module] += n[d.Modules[i]] * cells(x)
		}
	}
	return n
}

func cells(x *ir.Inst) int {
	if x.Grid == nil {
		return 1
	}
	return x.Grid.Cells()
}

func (t *Total) add(m Module) {
	t.Modules++
	t.VerilogLines += m.VerilogLines
	if m.ChecksOnly {
		return
	}
	t.Instances += m.Instances
	t.RegisterBits += m.Instances * m.RegisterBits
	for _, x := range m.Memories {
		t.MemoryBits += m.Instances * x.Bits()
	}
	for _, x := range m.Multipliers {
		t.Multipliers += m.Instances * x.Count
	}
}
