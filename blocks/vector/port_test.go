package vector_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"npugen/isa"
)

// While an operation writes in every cycle, the others wait; then the matrix
// unit goes before the loader. All words arrive.
func TestWritePriority(t *testing.T) {
	r := newRig(t, wide, 1)
	in := isa.New(isa.MAP)
	for f, v := range map[string]uint32{"n0": 1, "n1": 1, "len": 16 * 16, "d": 16 * 16, "keep": 1} {
		require.NoError(t, in.Set(f, v))
	}
	for w := range 16 {
		data := make([]uint32, wide.Lanes)
		for l := range data {
			data[l] = uint32(w*100 + l)
		}
		r.fill("matrix", w, data)
	}
	ports := []string{"matrix", "load"}
	next := map[string]int{"matrix": 32, "load": 40}
	offer := func(port string) {
		for l := range wide.Lanes {
			r.s.Must(port + "_data").At(l).SetUint(uint64(next[port]*100 + l))
		}
		r.s.Must(port + "_addr").SetUint(uint64(next[port]))
		r.s.Must(port + "_valid").SetBool(next[port]%8 != 7)
	}
	r.offer(in)
	taken := []string{}
	for range 40 {
		for _, p := range ports {
			offer(p)
		}
		got := ""
		for _, p := range ports {
			if r.s.Must(p+"_valid").Bool() && r.s.Must(p+"_ready").Bool() {
				next[p]++
				got += p
			}
		}
		taken = append(taken, got)
		r.step()
	}
	// The words of the operation are issued from the cycle after it is taken on,
	// and written two cycles later.
	require.Equal(t, []string{"matrix", "matrix"}, taken[:2])
	for _, got := range taken[2 : 2+16] {
		require.Equal(t, "", got)
	}
	for i, got := range taken[18:30] {
		require.Equal(t, map[bool]string{true: "matrix", false: "load"}[i < 5], got, "cycle %d", i)
	}
	for w := range 16 {
		for l := range wide.Lanes {
			require.Equal(t, uint32(w*100+l), r.vb("vb_b", (16+w)*16+l))
		}
	}
	for p, lo := range map[string]int{"matrix": 32, "load": 40} {
		require.Equal(t, lo+7, next[p])
		for w := lo; w < lo+7; w++ {
			require.Equal(t, uint32(w*100), r.vb("vb_a", w*16), p)
		}
	}
}
