#!/usr/bin/env bash
# Installs Emscripten into the cache on Debian 12, whose own package is too old.
#
# Unpacks Debian 13's package into a private prefix instead of installing it. LLVM comes from Debian 12. Only the
# programs of binaryen need a newer libc, so only they are patched to use the one in the prefix.
source "$(dirname "$0")/common.sh"

prefix=$CACHE/emscripten
[ -e "$prefix/complete" ] && exit 0

say "Unpacking Emscripten into $prefix (once, about 250 MB of download)"
partial=$CACHE/emscripten.partial
rm -rf "$partial"
mkdir -p "$partial/packages"
cd "$partial/packages"
"$ROOT/scripts/internal/apt-suite.sh" trixie -qq download emscripten binaryen node-acorn libc6 libstdc++6 libgcc-s1
for package in *.deb; do
  # Emscripten's own test suite is not needed.
  dpkg-deb --fsys-tarfile "$package" | tar -x -C "$partial" --exclude='./usr/share/emscripten/test'
done
cd "$partial"
rm -rf packages

loader=$(find "$partial/usr/lib" -name 'ld-linux*.so.*' -type f | head -n 1)
loader=$prefix${loader#"$partial"}
for program in "$partial"/usr/bin/wasm*; do
  if head -c 4 "$program" | grep -q ELF; then
    patchelf --set-interpreter "$loader" --set-rpath "$(dirname "$loader")" "$program"
  fi
done
# Calls the interpreter directly: a version manager's shim on PATH would cost more than compiling a small file.
python=$(python3 -c 'import sys; print(sys.executable)')
grep -lF 'command -v python3' "$partial"/usr/share/emscripten/em* |
  xargs sed -i "s#command -v python3 2> /dev/null#echo '$python'#"
ln -s ../nodejs "$partial/usr/share/emscripten/node_modules"
cat >"$partial/usr/share/emscripten/.emscripten" <<EOF
LLVM_ROOT = '/usr/bin'
BINARYEN_ROOT = '$prefix/usr'
NODE_JS = '$(command -v node)'
LLVM_ADD_VERSION = '19'
CLANG_ADD_VERSION = '19'
FROZEN_CACHE = True
EOF
touch "$partial/complete"
rm -rf "$prefix"
mv "$partial" "$prefix"
