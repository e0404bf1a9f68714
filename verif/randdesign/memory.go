package randdesign

import (
	"npugen/hdl"
)

// memory makes a memory of random shape with several ports; what it reads is
// then in the scope. Addresses of synchronous reads stay within the depth;
// asynchronous reads and writes may go beyond it.
func (g *gen) memory() {
	lanes, w := 1, g.anyWidth()
	if g.chance(2) {
		lanes, w = 1+g.r.IntN(4), 1+g.r.IntN(33)
	}
	width, depth := lanes*w, 1+g.r.IntN(20)
	var opts []hdl.MemOption
	if lanes > 1 {
		opts = append(opts, hdl.Lanes(w))
	}
	if g.chance(2) {
		init := make([]uint64, 1+g.r.IntN(depth))
		for i := range init {
			init[i] = g.r.Uint64() >> max(0, 64-width)
		}
		opts = append(opts, hdl.MemInit(init))
	}
	name := g.name("mem")
	mem := hdl.Mem(g.m, name, depth, hdl.UIntT(width), opts...)
	aw := mem.AddrWidth()
	for range 1 + g.r.IntN(3) {
		write := func() {
			if lanes > 1 && g.chance(2) {
				mem.WriteMask(g.address(aw), g.uint(width, 3), g.uint(lanes, 2))
			} else {
				mem.Write(g.address(aw), g.uint(width, 3))
			}
		}
		if g.chance(4) {
			write()
		} else {
			g.m.When(g.bool(2), write)
		}
	}
	for range 1 + g.r.IntN(3) {
		addr := g.address(aw)
		if g.chance(2) {
			g.add(mem.Read(g.name(name+"_async"), addr))
			continue
		}
		if depth < 1<<aw {
			addr = hdl.Mux(addr.Lt(hdl.U(uint64(depth))), addr, hdl.U(0, aw))
		}
		en := hdl.B(true)
		if g.chance(2) {
			en = g.bool(2)
		}
		g.add(mem.ReadSync(g.name(name+"_sync"), addr, en))
	}
}

// address is an address of w bits that is no constant: tools warn of one beyond
// the depth.
func (g *gen) address(w int) hdl.UInt {
	return hdl.RegNext(g.m, g.name("addr"), g.uint(w, 2))
}
