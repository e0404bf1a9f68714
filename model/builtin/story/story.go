package story

import (
	"math/rand/v2"
	"strings"
)

// Write is the next story of a random source. The same source gives the same
// stories.
func Write(rng *rand.Rand) string {
	hero, friend := cast(rng)
	s := &scene{
		rng: rng, hero: hero, friend: friend,
		hobby: pick(rng, hobbies),
		thing: pick(rng, colours) + " " + pick(rng, toys),
	}
	s.opening()
	pick(rng, []func(*scene){lost, tooHigh, storm, share})(s)
	s.ending()
	return strings.Join(s.said, " ")
}

// scene is a story under way: who and what it is about, and the sentences so
// far.
type scene struct {
	rng          *rand.Rand
	hero, friend character
	hobby        hobby
	thing        string
	said         []string
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// say adds sentences, with each {word} replaced by what it stands for.
func (s *scene) say(sentences ...string) {
	words := strings.NewReplacer(append(append(s.hero.words(""), s.friend.words("2")...),
		"{do}", s.hobby.do, "{thing}", s.thing, "{toy}", s.thing[strings.Index(s.thing, " ")+1:])...)
	for _, sentence := range sentences {
		s.said = append(s.said, words.Replace(sentence))
	}
}

func (s *scene) opening() {
	s.say(pick(s.rng, []string{
		"Once upon a time, there was a {adj} {kind} named {Name}.",
		"Once there was a {adj} {kind} named {Name}.",
		"{Name} was a {adj} {kind}.",
	}))
	s.say(
		"{He} lived in a {home} "+pick(s.rng, places)+" and loved to {do}.",
		"One "+pick(s.rng, weathers)+" "+pick(s.rng, times)+", {Name} went to the "+pick(s.rng, s.hobby.places)+" to {do}.",
	)
}

func (s *scene) ending() {
	s.say(pick(s.rng, []string{
		"From that day on, {Name} and {Name2} were best friends.",
		"After that, {Name} and {Name2} went to {do} every day.",
		"When the sun went down, {Name} went home and slept well.",
	}))
}
