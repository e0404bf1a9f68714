package verbs

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"npugen/cmd/npugen/internal/command"
)

// versionInfo is what npugen version --json prints.
type versionInfo struct {
	Version  string   `json:"version"`
	Revision string   `json:"revision,omitempty"` // of the source
	Modified bool     `json:"modified,omitempty"` // the source differs from the revision
	Go       string   `json:"go"`
	Platform string   `json:"platform"`
	Presets  []string `json:"presets"`
}

func version() command.Verb {
	return command.Verb{
		Name:     "version",
		Short:    "print the version",
		Synopsis: "[--json]",
		Long:     "Prints the version of npugen, its source revision where it is known, and the\nGo it was built with.",
		Example:  example("version"),
		Define: func(f *command.Flags) command.Run {
			asJSON := f.Bool("json", false, "print as JSON")
			return func(_ context.Context, io command.IO, _ []string) error {
				build, _ := debug.ReadBuildInfo()
				v := versionOf(build)
				if *asJSON {
					return command.WriteJSON(io.Out, v)
				}
				return print(io.Out, v.String())
			}
		},
	}
}

// versionOf reads what the linker noted; nil if nothing.
func versionOf(b *debug.BuildInfo) versionInfo {
	v := versionInfo{Version: "(devel)", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH, Presets: presetNames()}
	if b == nil {
		return v
	}
	if b.Main.Version != "" {
		v.Version = b.Main.Version
	}
	for _, s := range b.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}

func (v versionInfo) String() string {
	s := fmt.Sprintf("npugen %s, %s, %s\n", v.Version, v.Go, v.Platform)
	if v.Revision != "" {
		changed := ""
		if v.Modified {
			changed = ", with changes"
		}
		s += fmt.Sprintf("source revision %s%s\n", v.Revision, changed)
	}
	return s
}
