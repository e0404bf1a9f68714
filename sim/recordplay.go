package sim

// player does again what a log says, with the engine of the recorded simulation
// but time and clocks of its own.
type player struct {
	x       *Sim
	batches []*Batch
	from    Time // of what is looked at
	until   Time
	journalReader
}

func newPlayer(r *Recording, c *chapter) *player {
	s := r.s
	x := &Sim{design: s.design, opts: s.opts, eng: s.eng, now: c.at, refs: map[refKey]*Handle{}, named: map[string]*Handle{}}
	x.opts.ContinueOnFailure = true
	for _, clock := range s.clocks {
		own := *clock
		own.s, own.next, own.level = x, forever, c.levels&clock.bit != 0
		x.clocks = append(x.clocks, &own)
	}
	return &player{x: x, batches: r.batches}
}

// play does what chapters say, up to a time.
func (p *player) play(chapters []*chapter, from, until Time) {
	p.from, p.until = from, until
	for _, c := range chapters {
		for _, p.log = range c.log.parts {
			for len(p.log) > 0 {
				if p.x.err != nil || !p.entry() {
					return
				}
			}
		}
	}
}

// entry does what the next entry says, and reports false if the time is over.
func (p *player) entry() bool {
	x := p.x
	switch what := p.what(); what {
	case logSettled:
		x.settle()
	case logStored:
		l, words := p.place()
		x.version++
		x.store(l, words)
	case logEdges:
		rise, fall := p.number(), p.number()
		x.edges(rise, fall)
	case logMoved:
		x.moveTo(x.now + p.time())
		return x.now <= p.until
	case logLowered:
		x.drive(x.clocks[p.number()], false)
	case logRan:
		c, n := p.clock()
		return p.run(c, n)
	case logBatched:
		b := p.batches[p.number()]
		c, n := p.clock()
		return p.batch(b, c, p.rows(n, b.inWords), n)
	}
	x.failures = nil
	return true
}

// clock is a clock that is low, how it runs, and for how many cycles.
func (p *player) clock() (c *Clock, n int) {
	c = p.x.clocks[p.number()]
	c.next = p.x.now + p.time()
	c.period, c.high, n = p.time(), p.time(), int(p.number())
	return c, n
}

// run lets a clock make n cycles, up to the first beyond the time.
func (p *player) run(c *Clock, n int) bool {
	if c.next+Time(n-1)*c.period > p.until {
		n = int(max(0, p.until-c.next+c.period)/c.period) + 1
	}
	p.x.StepN(c, n)
	c.next = forever
	return p.x.now <= p.until
}

// batch is run with a row of inputs for each cycle. While nobody looks the rows
// are a batch again; then they are driven when the clock falls, one by one.
func (p *player) batch(b *Batch, c *Clock, in []uint64, n int) bool {
	defer func() { c.next = forever }()
	x := p.x
	var out []uint64
	for n > 0 && c.nextRise() < p.from && x.err == nil {
		rows := min(n, unseenRows, int((p.from-c.nextRise()+c.period-1)/c.period))
		out = append(out[:0], make([]uint64, rows*b.outWords)...)
		x.lowered(c)
		x.settle()
		done, events, err := b.burst(in, out, rows)
		if err != nil {
			x.misuse("%w", err)
		}
		x.passed(c, done, events)
		in, n = in[done*b.inWords:], n-done
	}
	for ; n > 0 && x.err == nil && x.now <= p.until; n-- {
		x.lowered(c)
		for _, l := range b.in {
			x.version++
			x.store(l, in[:l.Words])
			in = in[l.Words:]
		}
		x.StepN(c, 1)
	}
	return x.now <= p.until
}

// unseenRows bounds the outputs of rows that nobody looks at.
const unseenRows = 1 << 12
