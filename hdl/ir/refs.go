package ir

// Refs calls f for each reference to a signal in n. It passes over nodes that are
// in seen, and adds those that it visits.
func (n *Node) Refs(seen map[*Node]bool, f func(*Signal)) {
	if seen[n] {
		return
	}
	seen[n] = true
	if n.Op == OpRef {
		f(n.Sig)
	}
	for _, a := range n.Args {
		a.Refs(seen, f)
	}
}
