// Package hdl is a hardware description language embedded in Go.
//
// A module is a function from inputs to outputs. Its parameters are a
// comparable struct with two methods: Inputs gives the types of the ports that
// come in, Build makes the hardware and returns what goes out. Equal
// parameters are one module, elaborated once:
//
//	type Counter struct{ Width int }
//
//	type CounterIn struct{ En, Clear hdl.Bool }
//
//	type CounterOut struct{ Count hdl.UInt }
//
//	func (c Counter) Inputs() CounterIn { return CounterIn{} }
//
//	func (c Counter) Build(m *hdl.Module, in CounterIn) CounterOut {
//		count := hdl.RegInit(m, "count", hdl.U(0, c.Width))
//		m.When(in.Clear, func() {
//			count.D(hdl.U(0, c.Width))
//		}).Elsewhen(in.En, func() {
//			count.D(count.Q().AddWrap(hdl.U(1)))
//		})
//		return CounterOut{Count: count.Q()}
//	}
//
// The data flow of an elaboration:
//
//	Def.Build -> statements (when.go) -> one expression a signal (lower.go)
//	  -> ir.Module -> checks (ir/check) -> clean-up (ir/passes) -> ir.Design
//
// # Types
//
// Bool, UInt, SInt, Enum, Clock and Reset are distinct Go types, so that mixing
// them does not compile. A type is a value without a signal: UIntT(8) is the
// type of an 8-bit number, and the zero Bool is the type of a condition.
// Bundles are plain structs of signals; vectors are slices; Source is a stream
// that comes in (input struct) or goes out (output struct). A port is named
// after its field (ActIn is act_in; a tag hdl:"name" overrides); a name in both
// structs gets _in and _out.
//
// # No silent loss
//
// Arithmetic grows exactly. Assignment wants equal widths. Only Trunc, Ext,
// Wrap, Sat, AsSInt and AsUInt change a width or a sign.
//
// # State
//
// State has a name, expressions have none: Reg, RegInit, RegNext, RegEn, FSM,
// Mem. Clock and reset are those of the current Domain, by default the module's
// own ports clk and rst, which exist when something needs them. A register
// without reset holds an unknown value until it is assigned.
//
// # Mistakes
//
// A mistake never panics and never stops the run: it is recorded with its
// place, cause and fix, and Elaborate returns all of them as Diagnostics.
package hdl
