package guide

import "npugen/hdl"

// Light is what a pedestrian crossing shows the cars.
type Light uint8

const (
	Green Light = iota
	Amber
	Red
)

func (l Light) String() string { return [...]string{"Green", "Amber", "Red"}[l] }

// Crossing stops the cars for Hold cycles after the button.
type Crossing struct{ Hold int }

type CrossingIn struct{ Button hdl.Bool }

type CrossingOut struct {
	Cars hdl.Enum[Light]
	Walk hdl.Bool
}

func (c Crossing) Inputs() CrossingIn { return CrossingIn{} }

func (c Crossing) Build(m *hdl.Module, in CrossingIn) CrossingOut {
	cars := hdl.FSM(m, "cars", Green, Amber, Red)
	left := hdl.RegInit(m, "left", hdl.U(0, 4))
	hdl.Switch(m, cars.Q()).
		Case(Green, func() {
			m.When(in.Button, func() { cars.Goto(Amber) })
		}).
		Case(Amber, func() {
			cars.Goto(Red)
			left.D(hdl.U(uint64(c.Hold-1), 4))
		}).
		Case(Red, func() {
			left.D(left.Q().SubWrap(hdl.U(1)))
			m.When(left.Q().Is(0), func() { cars.Goto(Green) })
		})
	walk := cars.Is(Red)
	m.Assert("safe", walk.And(cars.Is(Green)).Not(), "walking while the cars have green")
	return CrossingOut{Cars: cars.Q(), Walk: walk}
}
