#!/usr/bin/env bash
# Puts the page's sample photos into web/dist/samples, from Debian's package gcompris-qt-data; web/page/samples/photos.js
# names their authors and licences. Without apt-get the page has no sample photos.
source "$(dirname "$0")/common.sh"
cd "$ROOT"

VERSION=3.1-2
SHA256=e9cf06ab2105529068df73085784e835d2ff03f870d2a8091f09125d40abac9f

to=web/dist/samples
# What is made depends on these.
stamp=$(cat scripts/internal/fetch-samples.sh scripts/web/samples/unpack.mjs web/page/samples/photos.js | sha256sum | cut -c1-16)
[ "$(cat $to/.stamp 2>/dev/null || true)" = "$stamp" ] && exit 0

kept=$CACHE/samples/$stamp
if [ ! -f "$kept/.stamp" ]; then
  without="the page will have no sample photos"
  have apt-get && have dpkg-deb || die "no apt-get here: $without"
  have cwebp || {
    as_root apt-get -qq update &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends webp >&2
  } || die "Debian's package webp could not be installed: $without"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  say "Downloading the page's sample photos"
  (cd "$work" && "$ROOT/scripts/internal/apt-suite.sh" bookworm -qq download "gcompris-qt-data=$VERSION" >&2) ||
    die "Debian's package gcompris-qt-data could not be downloaded: $without"
  deb=$(ls "$work"/*.deb)
  echo "$SHA256  $deb" | sha256sum --check --quiet >&2 || die "gcompris-qt-data is not the expected file: $without"
  dpkg-deb --extract "$deb" "$work/package"
  mkdir "$work/photos"
  node scripts/web/samples/unpack.mjs "$work/package/usr/share/gcompris-qt/rcc" "$work/photos"
  echo "$stamp" >"$work/photos/.stamp"
  mkdir -p "$CACHE/samples"
  rm -rf "$kept"
  mv "$work/photos" "$kept"
fi
mkdir -p web/dist
rm -rf $to
cp -R "$kept" $to
