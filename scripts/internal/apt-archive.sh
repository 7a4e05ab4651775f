#!/usr/bin/env bash
# Downloads one source archive from the Debian mirror that this machine uses.
#
#   apt-archive.sh SOURCE-PACKAGE ARCHIVE SHA256 DESTINATION
#
# An archive may be missing from the index of some suites, so several are queried, and each pool folder that they list
# is tried for exactly this file. Only the given SHA-256 is accepted. Prints every address that was tried.
source "$(dirname "$0")/common.sh"

package=$1 archive=$2 sha256=$3 destination=$4

matches() { [ -f "$destination" ] && echo "$sha256  $destination" | sha256sum --check --quiet 2>/dev/null; }

mkdir -p "$(dirname "$destination")"
matches && exit 0
have apt-get || die "no apt-get here"
# The characters that apt percent-encodes in its addresses.
encoded=$(printf %s "$archive" | sed 's/~/%7e/g; s/+/%2b/g')
tried=()
for suite in trixie forky sid; do
  address=$("$ROOT/scripts/internal/apt-suite.sh" "$suite" source --print-uris "$package" 2>/dev/null |
    sed -n "s#^'\([^']*/\)[^/']*\.orig\.tar\.[^']*'.*#\1#p" | head -n 1 || true)
  if [ -z "$address" ]; then
    tried+=("$suite (no such source package)")
    continue
  fi
  address+=$encoded
  case " ${tried[*]} " in *" $address "*) continue ;; esac
  tried+=("$address")
  if /usr/lib/apt/apt-helper -o APT::Sandbox::User=root download-file "$address" "$destination" \
    "SHA256:$sha256" >/dev/null 2>&1 && matches; then
    exit 0
  fi
  rm -f "$destination"
done
printf '  %s\n' "${tried[@]}"
exit 1
