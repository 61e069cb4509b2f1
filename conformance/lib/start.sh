# Sourced: processes that run beside the script that started them, and end with it. Needs $work.

# Everything started here; the last is ended first.
started=()

end_started() {
    local pid
    # A second Ctrl-C must not leave anything behind.
    trap '' INT TERM
    for pid in ${started[@]+"${started[@]}"}; do
        kill -TERM "$pid" 2>/dev/null || continue
        for _ in $(seq 150); do
            kill -0 "$pid" 2>/dev/null || continue 2
            sleep 0.1
        done
        kill -KILL "$pid" 2>/dev/null || true
    done
}

trap 'exit 130' INT
trap 'exit 143' TERM

# start NAME COMMAND…: sets `address` to what its `listening on` line says.
start() {
    local name=$1 pid
    shift
    : >"$work/$name.out"
    "$@" >"$work/$name.out" 2>"$work/$name.log" &
    pid=$!
    started=("$pid" ${started[@]+"${started[@]}"})
    for _ in $(seq 300); do
        address=$(sed -n 's|^listening on \(http://[^ ]*\).*|\1|p' "$work/$name.out" | head -n 1)
        [ -z "$address" ] || return 0
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$work/$name.log" >&2
    return 1
}
