package verbs

import (
	"bytes"
	"fmt"

	"npugen/cmd/npugen/internal/command"
	"npugen/cmd/npugen/internal/outdir"
	"npugen/gen/config"
	"npugen/gen/report"
	"npugen/hdl/ir"
	"npugen/verilog"
)

// Names of the files beside the Verilog.
const (
	fileList   = "npugen.f"
	reportJSON = "report.json"
	reportText = "report.txt"
	configYAML = "config.yaml"
)

// folder is all that npugen gen writes, but the manifest.
func folder(c config.Config, d *ir.Design, o verilog.Options, singleFile bool) ([]outdir.File, report.Report, error) {
	modules, err := verilog.Emit(d, o)
	if err != nil {
		return nil, report.Report{}, err
	}
	r, err := report.New(d)
	if err != nil {
		return nil, report.Report{}, err
	}
	if singleFile {
		modules = []verilog.File{{Name: r.Top + ".v", Module: r.Top, Text: verilog.Join(modules)}}
	}
	var files []outdir.File
	for _, m := range modules {
		files = append(files, outdir.File{Name: m.Name, Data: []byte(m.Text)})
	}
	var asJSON bytes.Buffer
	if err := command.WriteJSON(&asJSON, r); err != nil {
		return nil, r, err
	}
	return append(files,
		outdir.File{Name: fileList, Data: []byte(verilog.FileList(modules))},
		outdir.File{Name: reportJSON, Data: asJSON.Bytes()},
		outdir.File{Name: reportText, Data: []byte(readable(c, r, singleFile))},
		outdir.File{Name: configYAML, Data: config.Marshal(c)},
	), r, nil
}

// readable is the report for people.
func readable(c config.Config, r report.Report, singleFile bool) string {
	waiver := ""
	if singleFile { // Verilator wants each module in a file of its name
		waiver = " -Wno-DECLFILENAME"
	}
	about := c.Name
	if c.Summary != "" {
		about += ": " + c.Summary
	}
	return fmt.Sprintf(`%[1]s

Made by npugen from %[2]s. What is changed here is lost when it is made again.
In this folder, each of these reads the design:

  verilator --lint-only -Wall%[6]s --top-module %[3]s -f %[4]s
  iverilog -g2005 -t null -s %[3]s -c %[4]s
  yosys -p "read_verilog $(tr '\n' ' ' < %[4]s); hierarchy -check -top %[3]s"

%[5]s`, about, configYAML, r.Top, fileList, r.String(), waiver)
}
