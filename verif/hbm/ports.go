package hbm

import (
	"npugen/blocks/hbm"
	"npugen/blocks/hbm/profile"
	"npugen/sim"
)

// ports are the handles of a System, by lane, answer or phase.
type ports struct {
	rst, seen, count, busy *sim.Handle
	read, write            []lanePort
	data                   []dataPort
	row, col               []busPort
}

type lanePort struct{ valid, ready, addr, tag, data, mask *sim.Handle }

type dataPort struct{ valid, tag, data *sim.Handle }

type busPort struct{ valid, pc, cmd, bank, last *sim.Handle }

func portsOf(s *sim.Sim, c hbm.Config) ports {
	p := ports{rst: s.Must("rst"), seen: s.Must("seen"), count: s.Must("count"), busy: s.Must("busy")}
	for i := range c.Answers() {
		at := func(name string) *sim.Handle { return s.Must(name).At(i) }
		p.data = append(p.data, dataPort{at("data_valid"), at("data_tag"), at("data_data")})
	}
	for i := range c.Ratio {
		at := func(name string) *sim.Handle { return s.Must(name).At(i) }
		p.read = append(p.read, lanePort{at("read_valid"), at("read_ready"), at("read_addr"), at("read_tag"), nil, nil})
		p.write = append(p.write, lanePort{at("write_valid"), at("write_ready"), at("write_addr"), nil, at("write_data"), at("write_mask")})
		p.row = append(p.row, busPort{at("row_valid"), at("row_pc"), at("row_cmd"), at("row_bank"), at("row_row")})
		p.col = append(p.col, busPort{at("col_valid"), at("col_pc"), at("col_cmd"), at("col_bank"), at("col_column")})
	}
	return p
}

// commands adds what stands on the buses in the clock whose first command cycle
// is now.
func (p *ports) commands(log []Command, now, banksPerGroup int) []Command {
	for i := range p.row {
		for _, bus := range []*busPort{&p.row[i], &p.col[i]} {
			if !bus.valid.Bool() {
				continue
			}
			bank, last := int(bus.bank.Uint()), int(bus.last.Uint())
			c := Command{Cycle: now + i, PC: int(bus.pc.Uint()), Cmd: profile.Command(bus.cmd.Uint()), Group: bank / banksPerGroup, Bank: bank % banksPerGroup}
			switch {
			case c.Cmd.Column():
				c.Column = last
			case c.Cmd == profile.ACT || c.Cmd == profile.MRS:
				c.Row = last
			}
			log = append(log, c)
		}
	}
	return log
}
