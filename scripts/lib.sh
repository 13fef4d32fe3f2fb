# shellcheck shell=bash
# What scripts/demo, scripts/test and the others share: packages and builds.  Sourced, not run.
#
#   sp_root                              the source folder
#   sp_install_packages GROUP...         what scripts/packages lists and this machine lacks
#   sp_build PRESET [TARGET...]          configures and builds; sets sp_built to the build folder
#
# SP_BUILD_ROOT: where the build folders go (build/).

sp_root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
sp_program=$(basename -- "$0")
SP_BUILD_ROOT=${SP_BUILD_ROOT:-$sp_root/build}
case $SP_BUILD_ROOT in
/*) ;;
*) SP_BUILD_ROOT=$PWD/$SP_BUILD_ROOT ;;
esac

sp_say() {
    printf '%s: %s\n' "$sp_program" "$*" >&2
}

sp_fail() {
    sp_say "$*"
    exit 1
}

# Runs a command whose output matters only when it fails; the log stays.
sp_quietly() { # LOG COMMAND...
    local log=$1
    shift
    mkdir -p -- "$(dirname -- "$log")"
    if ! "$@" >"$log" 2>&1 </dev/null; then
        cat -- "$log" >&2
        return 1
    fi
}

# The packages of the groups given that are not installed.
sp_missing_packages() {
    local group package
    while read -r group package _; do
        case " $* " in
        *" $group "*) ;;
        *) continue ;;
        esac
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            printf '%s\n' "$package"
    done < <(sed 's/#.*//; /^[[:space:]]*$/d' "$sp_root/scripts/packages")
}

# As root, or by sudo where one is not root.
sp_as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -n -- "$@"
    else
        sp_fail "not root and no sudo: as root, apt-get install ${missing[*]}"
    fi
}

sp_install_packages() {
    local missing log=$SP_BUILD_ROOT/packages.log
    mapfile -t missing < <(sp_missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null ||
        sp_fail "this is made for Debian 12; install by hand: ${missing[*]}"
    sp_say "installing ${missing[*]}"
    sp_quietly "$log" sp_as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -o DPkg::Lock::Timeout=300 -q update || sp_fail "apt-get update failed"
    sp_quietly "$log" sp_as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -o DPkg::Lock::Timeout=300 -q -y --no-install-recommends install "${missing[@]}" ||
        sp_fail "apt-get install failed"
}

# A build folder that was made for other sources (the tree was moved) is of no use.
sp_drop_stranger() {
    local cache=$1/CMakeCache.txt
    if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$sp_root" "$cache"; then
        sp_say "$1 was made for other sources; made anew"
        rm -rf -- "$1"
    fi
}

sp_build() {
    local preset=$1 folder=$SP_BUILD_ROOT/$1
    shift
    # shellcheck disable=SC2034 # for the caller
    sp_built=$folder
    sp_drop_stranger "$folder"
    sp_say "building $preset${*:+: $*}"
    (cd -- "$sp_root" && sp_quietly "$folder/configure.log" \
        cmake --preset "$preset" -B "$folder") || return 1
    sp_quietly "$folder/build.log" ninja -C "$folder" -k 0 "$@"
}
