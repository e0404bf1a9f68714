package sim

// vcdUneven is a quarter of a block whose lines do not follow each other as its
// values do. It has runs if its values have equal sizes and, in a few runs, such
// lines, as where values are known by several names. Else it has marks.
type vcdUneven struct {
	first uint32 // of its marks or runs
	count uint32
	bytes uint8 // of each value, if it has runs; 0 if it has marks
}

// vcdMark is a line, and the bytes of a quarter that are its value, by bit.
type vcdMark struct {
	line  uint32
	bytes uint16
}

type vcdRun struct {
	line         uint32
	first, count uint8 // in values
}

// fewRuns is how many are better than to go from value to value.
const fewRuns = 6

func (t *vcdLines) unevenQuarter(values []vcdValue) vcdUneven {
	if bytes, runs := runsOf(values); bytes > 0 {
		t.runs = append(t.runs, runs...)
		return vcdUneven{uint32(len(t.runs) - len(runs)), uint32(len(runs)), bytes}
	}
	for _, v := range values {
		t.marks = append(t.marks, vcdMark{uint32(v.line), (1<<v.bytes - 1) << v.at})
	}
	return vcdUneven{first: uint32(len(t.marks) - len(values)), count: uint32(len(values))}
}

// runsOf is a quarter as runs of values of a size, which is 0 where marks are
// better.
func runsOf(values []vcdValue) (bytes uint8, runs []vcdRun) {
	for _, v := range values {
		if bytes == 0 {
			bytes = uint8(v.bytes)
		}
		if uint8(v.bytes) != bytes {
			return 0, nil
		}
		if runs = extend(runs, uint32(v.line), uint8(v.at)/bytes); len(runs) > fewRuns {
			return 0, nil
		}
	}
	return bytes, runs
}

// extend adds a line of value i to a run.
func extend(runs []vcdRun, line uint32, i uint8) []vcdRun {
	for k := range runs {
		if r := &runs[k]; r.line+uint32(r.count) == line && r.first+r.count == i {
			r.count++
			return runs
		}
	}
	return append(runs, vcdRun{line, i, 1})
}

// marked makes fresh the lines of bytes of an uneven quarter that have changed.
func (t *vcdText) marked(b vcdUneven, changed uint32) {
	if b.bytes > 0 {
		t.ran(b, changed)
		return
	}
	for _, m := range t.marks[b.first:][:b.count] {
		any := uint64(changed&uint32(m.bytes)+0xffff) >> 16 // without a branch, which nothing could predict
		t.fresh[m.line/wordLines] |= any << (m.line % wordLines)
	}
}

// ran is marked where there are runs.
func (t *vcdText) ran(b vcdUneven, changed uint32) {
	values := merge(uint64(changed), b.bytes)
	for _, r := range t.runs[b.first:][:b.count] {
		some, at := values>>r.first&(1<<r.count-1), r.line%wordLines
		t.fresh[r.line/wordLines] |= some << at
		t.fresh[r.line/wordLines+1] |= some >> 1 >> (63 - at)
	}
}
