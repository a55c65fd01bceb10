# Sourced after db/ensure-postgres.sh: finds Node.js with npm, or installs it.

ensure_node() {
    if command -v node >/dev/null && command -v npm >/dev/null; then return 0; fi
    if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
        echo "Node.js is missing: installing the packages 'nodejs' and 'npm' ..." >&2
        as_root apt-get update -qq </dev/null
        # npm of the distribution conflicts with a nodejs that brings its own.
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs </dev/null >&2
        command -v npm >/dev/null ||
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm </dev/null >&2
    fi
    if command -v node >/dev/null && command -v npm >/dev/null; then return 0; fi
    echo "Node.js 18.17 or newer with npm is missing: https://nodejs.org" >&2
    return 1
}
