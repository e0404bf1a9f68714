package check

import (
	"fmt"
	"regexp"
	"strings"

	"npugen/hdl/ir"
)

var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_$]*$`)

// names reports names that the tools reading the Verilog would refuse.
func (c *checker) names(m *ir.Module) {
	c.name(m, "module", m.Name, m.Loc)
	for _, s := range m.Signals {
		what := "signal"
		switch s.Kind {
		case ir.Input, ir.Output:
			what = "port"
		case ir.Reg:
			what = "register"
		case ir.Wire:
			what = "wire"
		}
		c.name(m, what, s.Name, s.Loc)
	}
	for _, mem := range m.Mems {
		c.name(m, "memory", mem.Name, mem.Loc)
	}
	for _, inst := range m.Insts {
		c.name(m, "instance", inst.Name, inst.Loc)
	}
	for _, a := range m.Asserts {
		if a.Name != "" {
			c.name(m, "assertion", a.Name, a.Loc)
		}
	}
}

func (c *checker) name(m *ir.Module, what, name string, loc ir.Loc) {
	f := Finding{Loc: loc, Module: m.Name}
	switch language := Keyword(name); {
	case language != "":
		f.Code = CodeKeyword
		f.Message = fmt.Sprintf("%s %s: the name is a keyword of %s", what, name, language)
		f.Fix = fmt.Sprintf("choose another name, such as %s_%s", name, short(what)) + rename(what)
	case !identifier.MatchString(name):
		f.Code = CodeName
		f.Message = fmt.Sprintf("%s %q: the name is no Verilog identifier", what, name)
		f.Cause = "an identifier is letters, digits, _ and $, and starts with a letter or _"
		f.Fix = "choose another name" + rename(what)
	default:
		return
	}
	c.add(f)
}

// rename says how to change a name that comes from Go.
func rename(what string) string {
	if what == "port" {
		return "; a tag `hdl:\"...\"` on the field sets it"
	}
	return ""
}

// short is a suffix that says what a thing is.
func short(what string) string {
	switch what {
	case "register":
		return "q"
	case "instance":
		return "inst"
	case "memory":
		return "mem"
	case "module":
		return "unit"
	}
	return "sig"
}

// moduleNames reports modules whose files would overwrite each other where
// the file system ignores case.
func (c *checker) moduleNames(d *ir.Design) {
	first := map[string]*ir.Module{}
	for _, m := range d.Modules {
		key := strings.ToLower(m.Name)
		old := first[key]
		if old == nil {
			first[key] = m
			continue
		}
		c.add(Finding{
			Code:    CodeModules,
			Loc:     m.Loc,
			Module:  m.Name,
			Message: fmt.Sprintf("modules %s and %s differ only in case", old.Name, m.Name),
			Cause:   "each module has a file of its own, and some file systems ignore case",
			Fix:     "rename one of them",
			Related: []Related{{old.Loc, "module " + old.Name}},
		})
	}
}
