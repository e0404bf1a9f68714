package check

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSet(t *testing.T) {
	var empty *set
	members := func(s *set) (xs []int) {
		s.each(func(x int) { xs = append(xs, x) })
		return xs
	}
	a := empty.with(3).with(70)
	b := empty.with(3)
	require.Equal(t, []int{3, 70}, members(a))
	require.Nil(t, members(empty))
	require.True(t, a.has(70))
	require.False(t, b.has(70))
	require.False(t, empty.has(0))

	require.Same(t, a, union(a, b), "the larger set is shared")
	require.Same(t, a, union(b, a))
	require.Same(t, b, union(empty, b))
	require.Equal(t, []int{1, 3, 70}, members(union(a, empty.with(1))))
	require.Equal(t, []int{3, 70}, members(a), "sets never change")
}
