package story

// lost: the friend has lost something, and the hero helps to find it.
func lost(s *scene) {
	s.say(
		"On the way, {he} met a {adj2} {kind2} named {Name2}.",
		"{Name2} was sad.",
		`"I lost my {thing}," said {Name2}.`,
		`"I will help you," said {Name}.`,
		"They looked "+pick(s.rng, hidden)+", and there was the {toy}!",
		`"Thank you, {Name}!" said {Name2}.`,
	)
}

// tooHigh: the friend gets something down from a tree.
func tooHigh(s *scene) {
	s.say(
		"There {he} saw a {thing} in a tree, but it was too high.",
		"Then a {adj2} {kind2} named {Name2} came by.",
		`"Can you help me?" asked {Name}.`,
		"{Name2} shook the tree, and the {toy} fell down.",
		`"Thank you, {Name2}!" said {Name}.`,
		"They played with the {toy} all day.",
	)
}

// storm: the friend shelters the hero from the rain.
func storm(s *scene) {
	s.say(
		"Soon it started to rain, and {Name} was cold.",
		"Then {he} saw a light in a {home2}.",
		"A {adj2} {kind2} named {Name2} opened the door.",
		`"Come in, my friend," said {Name2}.`,
		"{Name2} gave {him} "+pick(s.rng, meals)+".",
		`"Thank you, {Name2}!" said {Name}.`,
	)
}

// share: the hero shares a treat with the friend.
func share(s *scene) {
	treat := pick(s.rng, treats)
	s.say(
		"{He} took a "+treat+" with {him}.",
		"On the way, {he} met a {adj2} {kind2} named {Name2}.",
		"{Name2} was hungry.",
		`"Do you want to share my `+treat+`?" asked {Name}.`,
		`"Yes, please!" said {Name2}.`,
		"They sat under a tree and ate the "+treat+".",
		`"Thank you, {Name}!" said {Name2}.`,
	)
}
