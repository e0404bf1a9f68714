package hdl

import (
	"path"
	"reflect"
	"runtime"
	"strings"

	"npugen/hdl/ir"
)

// hdlPkg is the import path of this package.
const hdlPkg = "npugen/hdl"

// hdlDir is the folder of this package's files. A frame there is not where the
// user wrote anything. The file tells, not the function: a closure of this
// package that was inlined carries the name of its caller.
var hdlDir = func() string {
	_, file, _, _ := runtime.Caller(0)
	return path.Dir(file)
}()

// goDir is the folder of Go's standard library, "." in programs built with
// -trimpath.
var goDir = func() string {
	file, _ := runtime.FuncForPC(reflect.ValueOf(strings.Repeat).Pointer()).FileLine(0)
	return path.Dir(path.Dir(file))
}()

func foreignFrame(f *runtime.Frame) bool {
	if f.File == "" || (path.Dir(f.File) == hdlDir && !strings.HasSuffix(f.File, "_test.go")) {
		return false
	}
	if goDir != "." && strings.HasPrefix(f.File, goDir+"/") {
		return false
	}
	pkg := pkgOf(f.Function)
	return pkg != "reflect" && pkg != "runtime"
}

// between reports whether a frame surrounds the methods of a definition: what is
// found below it, but in none of them, concerns the ports.
func between(f *runtime.Frame) bool { return strings.HasPrefix(f.Function, hdlPkg+".elaborate[") }

// here is the innermost place outside this package on the call stack, zero
// while ports are made.
func (b *build) here() ir.Loc {
	var pcs [12]uintptr
	n := runtime.Callers(2, pcs[:])
	for _, pc := range pcs[:n] {
		if p := b.locOf(pc); p.ok || p.out {
			return p.loc
		}
	}
	return ir.Loc{}
}

// stack is every place outside this package on the call stack, innermost
// first: the mistake, then the instances and helper calls that led to it. While
// ports are made the first place is zero.
func stack() []ir.Loc {
	pcs := make([]uintptr, 128)
	pcs = pcs[:runtime.Callers(2, pcs)]
	var out []ir.Loc
	frames := runtime.CallersFrames(pcs)
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, hdlPkg+".Elaborate[") || strings.HasPrefix(f.Function, hdlPkg+".ElaborateAsWritten[") {
			break // what called for the elaboration has no part in the mistake
		}
		if between(&f) && len(out) == 0 {
			out = append(out, ir.Loc{})
		}
		if foreignFrame(&f) {
			out = append(out, ir.Loc{File: f.File, Pkg: pkgOf(f.Function), Line: f.Line})
		}
		if !more {
			break
		}
	}
	return out
}

// placed caches what a program counter means; ok is false inside this package,
// and out is true between the methods of a definition.
type placed struct {
	loc     ir.Loc
	ok, out bool
}

func (b *build) locOf(pc uintptr) placed {
	if p, seen := b.locs[pc]; seen {
		return p
	}
	var p placed
	frames := runtime.CallersFrames([]uintptr{pc})
	for {
		f, more := frames.Next()
		if foreignFrame(&f) {
			p = placed{loc: ir.Loc{File: f.File, Pkg: pkgOf(f.Function), Line: f.Line}, ok: true}
			break
		}
		if between(&f) {
			p = placed{out: true}
			break
		}
		if !more {
			break
		}
	}
	b.locs[pc] = p
	return p
}

// pkgOf is the import path in a qualified function name such as
// "npugen/hdl.(*Module).When" or "npugen/hdl.Reg[...]".
func pkgOf(function string) string {
	if i := strings.IndexByte(function, '['); i >= 0 {
		function = function[:i]
	}
	slash := strings.LastIndexByte(function, '/')
	dot := strings.IndexByte(function[slash+1:], '.')
	if dot < 0 {
		return function
	}
	return function[:slash+1+dot]
}

// methodLoc is where a method of a definition is written.
func methodLoc(def any, name string) ir.Loc {
	t := reflect.TypeOf(def)
	method, ok := t.MethodByName(name)
	if !ok {
		return ir.Loc{}
	}
	f := runtime.FuncForPC(method.Func.Pointer())
	if f == nil {
		return ir.Loc{}
	}
	file, line := f.FileLine(f.Entry())
	return ir.Loc{File: file, Pkg: t.PkgPath(), Line: line}
}
