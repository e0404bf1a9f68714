#!/usr/bin/env bash
# Installs the tools that the tests need and runs every check and test.
#
#   ./test.sh            everything; a tool that cannot be had is skipped, and said
#   CI=true ./test.sh    a missing tool is a failure
#
# NPUGEN_MODELS names the folder with stories260K.bin and tok512.bin, for the
# tests on a real model.
set -euo pipefail
cd "$(dirname "$0")"

have() { command -v "$1" >/dev/null 2>&1; }

missing=()
for tool in iverilog verilator yosys ccache g++ make; do
  have "$tool" || missing+=("$tool")
done
if [ ${#missing[@]} -gt 0 ] && have apt-get; then
  as_root=""
  if [ "$(id -u)" != 0 ] && have sudo; then as_root=sudo; fi
  echo "installing: ${missing[*]}"
  if ! { $as_root apt-get update -q && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -q -y --no-install-recommends "${missing[@]}"; } >install.log 2>&1; then
    tail -5 install.log
    echo "could not install ${missing[*]}"
  fi
  rm -f install.log
fi
for tool in iverilog verilator yosys; do
  if ! have "$tool"; then
    if [ "${CI:-}" = true ]; then
      echo "missing tool: $tool (apt-get install $tool)" >&2
      exit 1
    fi
    echo "skipping the tests that need $tool: not installed (apt-get install $tool)"
  fi
done

echo "== gofmt"
unformatted=$(gofmt -l .)
if [ -n "$unformatted" ]; then
  echo "not formatted: $unformatted" >&2
  exit 1
fi
echo "== go vet"
go vet ./...
echo "== staticcheck"
go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
echo "== go test"
go test -timeout 30m ./...
