#!/usr/bin/env bash
# Runs apt-get for another Debian suite without changing the configuration of this machine.
#
#   apt-suite.sh SUITE ARGUMENTS...        e.g. apt-suite.sh trixie download emscripten
#
# The configuration is derived from the machine's first Debian source: same address and keyring, with the suite
# replaced. Its package lists are downloaded once and cached; APT_SUITE_REFRESH=1 downloads them again.
source "$(dirname "$0")/common.sh"

suite=$1
shift
have apt-get || die "no apt-get here"

view=$CACHE/apt/$suite
options=(
  -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$view/sources"
  -o Dir::Etc::PreferencesParts=/dev/null -o Dir::Etc::Preferences=/dev/null
  -o Dir::State="$view/state" -o Dir::Cache="$view/cache" -o Dir::State::Status=/var/lib/dpkg/status
  -o APT::Sandbox::User=root
)

if [ ! -e "$view/updated" ] || [ "${APT_SUITE_REFRESH:-0}" = 1 ]; then
  # The machine's first package index of the main archive: security and updates have other paths or names.
  address=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
    awk '$2 !~ /security|updates|backports/ && $3 == "main" { print $1; exit }')
  [ -n "$address" ] || die "apt has no Debian archive configured, or 'apt-get update' was never run"
  keyring=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
    grep -oE '(Signed-By: *|signed-by=)/[^] ]*debian[^] ]*' | sed 's/^[^/]*//' | head -n 1 || true)
  keyring=${keyring:-/usr/share/keyrings/debian-archive-keyring.gpg}
  mkdir -p "$view"/sources "$view"/state/lists/partial "$view"/cache/archives/partial
  printf 'Types: deb deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
    "$address" "$suite" "$keyring" >"$view/sources/view.sources"
  apt-get -qq "${options[@]}" update >&2
  touch "$view/updated"
fi
exec apt-get "${options[@]}" "$@"
