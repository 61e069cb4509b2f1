# Sourced before a driver: what drivers have in common.

has() {
    command -v "$1" >/dev/null 2>&1
}

# need TOOL…: says which is missing.
need() {
    local tool
    for tool in "$@"; do
        has "$tool" || { echo "$tool is not installed"; return 1; }
    done
}

need_node() {
    need node npm || return 1
    node -e "process.exit(parseInt(process.versions.node) >= $1 ? 0 : 1)" || { echo "node is older than $1"; return 1; }
}

# Debian's python3 cannot make virtual environments before python3-venv is installed.
need_python() {
    need python3 || return 1
    python3 -c "import sys; sys.exit(sys.version_info < (3, $1))" || { echo "python3 is older than 3.$1"; return 1; }
    python3 -c 'import ensurepip, venv' 2>/dev/null \
        || { echo "python3 cannot make a virtual environment: apt install python3-venv"; return 1; }
}

need_go() {
    need go || return 1
    [ "$(go env GOVERSION | sed 's/^go1\.\([0-9]*\).*/\1/')" -ge "$1" ] || { echo "go is older than 1.$1"; return 1; }
}

need_java() {
    need java javac || return 1
    [ "$(javac -version 2>&1 | sed 's/^javac \([0-9]*\).*/\1/')" -ge "$1" ] || { echo "javac is older than $1"; return 1; }
}

# What package-lock.json pins.
install_npm() {
    npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund
}

# What requirements.txt pins, in a virtual environment in the driver's folder.
install_pip() {
    if ! "$folder/.venv/bin/python" -m pip --version 2>/dev/null; then
        rm -rf "$folder/.venv"
        python3 -m venv "$folder/.venv"
    fi
    "$folder/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r "$folder/requirements.txt"
}

npm_version() {
    node -p "require('$folder/node_modules/$1/package.json').version"
}

pip_version() {
    "$folder/.venv/bin/python" -c "import importlib.metadata as m; print(m.version('$1'))"
}

# directly COMMAND…: by plain HTTP, with no proxy that this machine may be set up with.
directly() {
    env -u HTTPS_PROXY -u https_proxy "$@"
}

# proxied COMMAND…: for hosts that cannot be changed: by the server's own TLS and forward proxy, with nothing set but
# what `payscore run` sets.
proxied() {
    "$PAYSCORE_BIN" run --server "$PAYSCORE_URL" -- "$@"
}

# The SDKs in Rust are one project, rust/, and what rust/Cargo.lock pins: a binary each.
rust=$lib/../rust

install_cargo() {
    cargo build --locked --manifest-path "$rust/Cargo.toml" --target-dir "$rust/target" --bin "$1"
}

cargo_version() {
    cargo pkgid --locked --manifest-path "$rust/Cargo.toml" "$1" | sed 's/.*[@#]//'
}

# own_server: for this driver alone, because of what cannot be switched back: a clock that was moved.
own_server() {
    start server "$PAYSCORE_BIN" serve --listen 127.0.0.1:0 --data "$work/data"
    export PAYSCORE_URL=$address PAYSCORE_DATA=$work/data
}

# For the runner: what the driver says of its SDK.

capabilities() {
    echo "$capabilities"
}

# Tab-separated; a driver without a title is not in the document.
about() {
    local found
    [ -n "${title:-}" ] || return 0
    found=$(version)
    printf '%s\t' "$(basename "$folder")" "$title" "$found" "$registry" "$reach" "$reach_zh"
    echo
}
