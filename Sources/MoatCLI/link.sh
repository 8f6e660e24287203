#!/bin/sh
# The linker of the executables, without `-rpath=$ORIGIN`: SwiftPM gives it to each of them, and a library beside the file
# would be loaded before that of the system. See Package.swift.
set -eu
count=$#
while [ "$count" -gt 0 ]; do
  argument=$1
  shift
  count=$((count - 1))
  case $argument in
  '-rpath=$ORIGIN') continue ;;
  @*)
    # Clang writes long command lines into a file.
    file=${argument#@}
    sed -i 's/"-rpath=\\\{0,1\}$ORIGIN"//' "$file"
    ;;
  esac
  set -- "$@" "$argument"
done
# As the Swift toolchain of Linux chooses: gold, else lld.
for linker in ld.gold ld.lld "$(dirname "$(command -v swiftc || echo /)")/ld.lld" ld; do
  if command -v "$linker" >/dev/null 2>&1; then exec "$linker" "$@"; fi
done
echo "no linker was found" >&2
exit 1
