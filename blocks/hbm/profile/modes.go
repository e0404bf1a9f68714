package profile

import (
	"fmt"
	"strconv"

	"github.com/goccy/go-yaml/ast"
)

// maxMode bounds a mode register: 8 bits.
const maxMode = 1<<8 - 1

// initialisation reads one key of the section init.
func (p *parse) initialisation(k key, v *ast.MappingValueNode) {
	if k.name != modeKey {
		p.timing(k, v)
		return
	}
	list, ok := v.Value.(*ast.SequenceNode)
	if !ok {
		p.report(placeOf(v.Value.GetToken()), k.path(), "want a list", "write - {register: 0, value: 0x13}")
		return
	}
	for _, n := range list.Values {
		p.mode(k, n)
	}
}

// mode reads {register: 0, value: 0x13}.
func (p *parse) mode(k key, n ast.Node) {
	at := placeOf(n.GetToken())
	parts, ok := entries(n)
	register, value := -1, -1
	for _, part := range parts {
		name := part.Key.GetToken().Value
		where := placeOf(part.Value.GetToken())
		x, isNumber := part.Value.(*ast.IntegerNode)
		v := int64(-1)
		if isNumber {
			v, _ = strconv.ParseInt(x.GetToken().Value, 0, 32)
		}
		switch {
		case name == "register" && (v < 0 || v >= ModeRegisters):
			p.report(where, k.path(), fmt.Sprintf("register: want 0 to %d", ModeRegisters-1), "")
			return
		case name == "value" && (v < 0 || v > maxMode):
			p.report(where, k.path(), fmt.Sprintf("value: want 0 to %#x", maxMode), "")
			return
		case name == "register":
			register = int(v)
		case name == "value":
			value = int(v)
		default:
			p.report(placeOf(part.Key.GetToken()), k.path(), strconv.Quote(name)+" is not known", "use register and value")
			return
		}
	}
	switch {
	case !ok || register < 0 || value < 0:
		p.report(at, k.path(), "want a register and its value", "write - {register: 0, value: 0x13}")
	case p.profile.Init.Modes[register].Load:
		p.report(at, k.path(), fmt.Sprintf("register %d is loaded twice", register), "remove one")
	default:
		p.profile.Init.Modes[register] = Mode{Load: true, Value: value}
	}
}
