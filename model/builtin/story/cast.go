package story

import (
	"math/rand/v2"
	"strings"
)

// character is one of the two in a story.
type character struct {
	name, adj string
	kind      kind
	female    bool
}

// kind is what a character is, and its home.
type kind struct{ name, home string }

// cast picks two characters with different names and kinds.
func cast(rng *rand.Rand) (hero, friend character) {
	who := rng.Perm(len(girls) + len(boys))
	hero, friend = named(rng, who[0]), named(rng, who[1])
	what := rng.Perm(len(animals))
	friend.kind = animals[what[0]]
	hero.kind = animals[what[1]]
	if rng.IntN(2) == 0 {
		hero.kind = kind{"boy", "house"}
		if hero.female {
			hero.kind.name = "girl"
		}
	}
	return hero, friend
}

// named is the character with the n-th name.
func named(rng *rand.Rand, n int) character {
	c := character{adj: pick(rng, adjectives), female: n < len(girls)}
	if c.female {
		c.name = girls[n]
	} else {
		c.name = boys[n-len(girls)]
	}
	return c
}

// words lists what stands for a character in a sentence, and its text.
func (c character) words(suffix string) []string {
	he, him, his := "he", "him", "his"
	if c.female {
		he, him, his = "she", "her", "her"
	}
	return []string{
		"{Name" + suffix + "}", c.name,
		"{adj" + suffix + "}", c.adj,
		"{kind" + suffix + "}", c.kind.name,
		"{home" + suffix + "}", "small " + c.kind.home,
		"{he" + suffix + "}", he,
		"{He" + suffix + "}", strings.ToUpper(he[:1]) + he[1:],
		"{him" + suffix + "}", him,
		"{his" + suffix + "}", his,
	}
}
