package verbs

import (
	"errors"

	"npugen/blocks/hbm/profile"
	"npugen/cmd/npugen/internal/command"
	"npugen/gen/config"
)

// chip is the choice of a configuration, by preset or file.
type chip struct{ preset, file string }

// define adds its flags; without a usual preset one of them must be given.
func (c *chip) define(f *command.Flags, preset string) {
	f.StringVarP(&c.preset, "preset", "p", preset, "`NAME` of a configuration that comes with npugen")
	f.StringVarP(&c.file, "config", "c", "", "`FILE` with a configuration of your own")
	f.Choices("preset", presetNames)
	f.File("config")
	if preset == "" {
		f.OneOf("preset", "config")
	} else {
		f.AtMostOne("preset", "config")
	}
}

// load reads the configuration.
func (c *chip) load() (config.Config, error) {
	if c.file == "" {
		return preset(c.preset)
	}
	loaded, err := config.Load(c.file)
	return loaded, placed(err)
}

// preset is a preset; a name that is none is a mistake in the arguments.
func preset(name string) (config.Config, error) {
	loaded, err := config.LoadPreset(name)
	if err != nil {
		return loaded, command.Usagef("%v", err)
	}
	return loaded, nil
}

// placed leaves the lines of diagnostics as they are: each begins with its
// place.
func placed(err error) error {
	var chip config.Diagnostics
	var memory profile.Diagnostics
	if errors.As(err, &chip) || errors.As(err, &memory) {
		return command.Placed(err)
	}
	return err
}

func presetNames() []string {
	var names []string
	for _, p := range config.Presets() {
		names = append(names, p.Name)
	}
	return names
}
