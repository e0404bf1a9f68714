package story

// hobby is what a character loves to do, and where one does it.
type hobby struct {
	do     string
	places []string
}

var (
	girls      = []string{"Lily", "Mia", "Anna", "Rosie"}
	boys       = []string{"Tom", "Ben", "Max", "Sam"}
	adjectives = []string{"little", "kind", "brave", "clever", "shy", "funny"}
	animals    = []kind{
		{"rabbit", "hole"}, {"fox", "den"}, {"bear", "cave"}, {"mouse", "hole"},
		{"cat", "house"}, {"dog", "house"}, {"frog", "hut"}, {"pig", "hut"},
	}
	hobbies = []hobby{
		{"swim", []string{"lake", "river", "sea"}},
		{"sing", []string{"hill", "garden", "forest"}},
		{"climb trees", []string{"forest", "park"}},
		{"dance", []string{"garden", "park"}},
		{"fly kites", []string{"hill", "field"}},
		{"catch fish", []string{"lake", "river"}},
		{"run", []string{"park", "field"}},
	}
	places   = []string{"near the forest", "by the river", "on a hill", "by the sea", "near the lake"}
	weathers = []string{"sunny", "warm", "windy", "bright"}
	times    = []string{"day", "morning", "afternoon"}
	colours  = []string{"red", "blue", "green", "yellow"}
	toys     = []string{"ball", "kite", "hat", "boat", "doll"}
	hidden   = []string{"under a bush", "behind a rock", "in the grass", "behind a tree", "under a log"}
	meals    = []string{"warm soup", "hot tea", "milk and honey", "sweet bread"}
	treats   = []string{"cake", "pie", "pear", "cookie"}
)
