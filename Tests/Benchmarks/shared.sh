# What the benchmarks share; sourced by them, from the top of the clone. They have `set -euo pipefail`.

# Whatever ends one early is said, also where a command fails without a word of its own.
set -o errtrace
trap 'printf "benchmark: error: line %s: ended with %s: %s\n" "$LINENO" "$?" "$BASH_COMMAND" >&2' ERR
fail() {
  printf 'benchmark: error: %s\n' "$1" >&2
  exit 1
}

# In memory: neither a log nor a catalog shall measure a disk. Whatever runs in `children` ends with the script.
work=$(mktemp -d /dev/shm/omaha-benchmark.XXXXXX)
chmod 755 "$work"
children=()
clean_up() {
  trap - EXIT ERR HUP INT TERM
  if [[ ${#children[@]} -gt 0 ]]; then
    kill "${children[@]}" 2>/dev/null || true
    wait "${children[@]}" 2>/dev/null || true
  fi
  rm -rf "$work"
}
stopped() {
  printf 'benchmark: error: stopped by SIG%s\n' "$1" >&2
  exit "$2"
}
trap clean_up EXIT
trap 'stopped HUP 129' HUP
trap 'stopped INT 130' INT
trap 'stopped TERM 143' TERM

app=e96281a6-d1af-4bde-9a0a-97b76e56dc57

# repository ROOT COUNT — a repository with so many releases of one app, the last of them promoted. The files are written
# directly: nothing is downloaded, so no payload is needed. OMAHA_PKG names the program.
repository() {
  local root=$1 count=$2
  OMAHA_ROOT=$root "$OMAHA_PKG" init >/dev/null
  mkdir -p "$root/catalog/$app/releases"
  awk -v app="$app" -v count="$count" -v folder="$root/catalog/$app/releases" 'BEGIN {
    for (n = 1; n <= count; n++) {
      version = "4." n ".0"; file = folder "/" version "_amd64.xml"
      printf "<update appid=\"%s\" version=\"%s\" arch=\"amd64\">\n" \
        "  <urls><url codebase=\"/packages/%s/%s/amd64/\"/></urls>\n" \
        "  <manifest version=\"%s\">\n" \
        "    <packages><package name=\"update.gz\" hash=\"2jmj7l5rSw0yVb/vlWAYkK/YBwk=\" hash_sha256=\"" \
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" size=\"300000000\" required=\"true\"/></packages>\n" \
        "    <actions><action event=\"postinstall\" sha256=\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\" " \
        "DisablePayloadBackoff=\"true\"/></actions>\n" \
        "  </manifest>\n</update>\n", app, version, app, version, version > file
      close(file)
    }
  }'
  printf '<app appid="%s" name="benchmark">\n  <channel name="stable">\n    <target arch="amd64" version="4.%d.0"/>\n  </channel>\n</app>\n' \
    "$app" "$count" >"$root/catalog/$app/app.xml"
}

# policies ROOT VERSION — gives the repository's app every policy: ten groups of which the last takes the machine, a list of
# 100,000 machines, windows in three time zones, a rollout, floors and blocks. VERSION stays what is offered.
policies() {
  local root=$1 version=$2
  awk 'BEGIN { for (n = 0; n < 100000; n++) printf "%08x%08x%08x%08x\n", n * 40503 % 65536, n, n * 7, n }' \
    >"$root/catalog/$app/list.txt"
  cat >"$root/catalog/$app/app.xml" <<END
<app appid="$app" name="benchmark">
  <channel name="stable">
    <target arch="amd64" version="$version" since="2026-01-01T00:00:00Z"/>
    <floor version="$version"/>
    <block version="4.0.5"/>
    <block version="4.0.6"/>
  </channel>
  <group name="listed" channel="stable"><machines file="list.txt"/></group>
  <group name="oem" channel="stable" oem="ami"/>
  <group name="arm" channel="stable" arch="arm64"/>
  <group name="old" channel="stable" max-version="0.9"/>
  <group name="new" channel="stable" min-version="99999"/>
  <group name="lab" channel="stable" alias-prefix="lab-"/>
  <group name="rack" channel="stable" machine-prefix="00"/>
  <group name="board" channel="stable" board="arm64-usr"/>
  <group name="beta" channel="stable" track="beta"/>
  <group name="fleet" track="stable" channel="stable" poll-interval="3600" poll-jitter="600">
    <rollout percent="99.9999"/>
    <window days="mon-fri" timezone="Europe/Berlin"/>
    <window days="sat,sun" timezone="America/New_York"/>
    <window timezone="Asia/Kolkata"/>
    <blackout from="2020-12-20" to="2021-01-03" timezone="Europe/Berlin"/>
  </group>
</app>
END
}

# groups ROOT COUNT VERSION — gives the repository's app so many groups, of which the last takes the machine.
groups() {
  awk -v app="$app" -v count="$2" -v version="$3" 'BEGIN {
    printf "<app appid=\"%s\" name=\"benchmark\">\n  <channel name=\"stable\">\n    <target arch=\"amd64\" version=\"%s\"/>\n  </channel>\n", app, version
    for (n = 1; n < count; n++) printf "  <group name=\"group%d\" channel=\"stable\" oem=\"oem%d\"/>\n", n, n
    printf "  <group name=\"group%d\" channel=\"stable\" track=\"stable\"/>\n</app>\n", count
  }' >"$1/catalog/$app/app.xml"
}

# several COUNT REQUEST-FILE — the request with its app so many times.
several() {
  awk -v count="$1" '
    /<app / { inside = 1 }
    inside { text = text $0 "\n" }
    !inside { print }
    /<\/app>/ { for (n = 0; n < count; n++) printf "%s", text; inside = 0 }' "$2"
}

# request VERSION — what update_engine on that version sends.
request() {
  cat <<END
<?xml version="1.0" encoding="UTF-8"?>
<request protocol="3.0" version="update_engine-0.4.10" updaterversion="update_engine-0.4.10" installsource="scheduler" ismachine="1">
    <os version="Chateau" platform="CoreOS" sp="$1_x86_64"></os>
    <app appid="{$app}" version="$1" track="stable" bootid="{8e2e3a3b-2f5e-4d43-9f2f-4ab4a0b3b9f0}" oem="azure" oemversion="2.9.1.1-r3" alephversion="3510.2.0" machineid="abce671d61774703ac7be60715220bfe" machinealias="" lang="en-US" board="amd64-usr" hardware_class="" delta_okay="false" >
        <ping active="1"></ping>
        <updatecheck></updatecheck>
        <event eventtype="3" eventresult="2" previousversion=""></event>
    </app>
</request>
END
}

# load REQUEST-FILE CLOSE URL — one round of `seconds`: prints answers, microseconds, faults, and the 99th, 50th and 99.9th
# percentile of the latency in µs.
clients=32
# A thread of wrk's for each processor. One alone is the bottleneck: the processors then idle up to a sixth of the time, and what is
# measured is how often that thread sleeps.
generators=$(nproc)
load() {
  local result
  result=$(OMAHA_REQUEST=$1 OMAHA_CLOSE=$2 wrk -t "$generators" -c "$clients" -d "${seconds}s" -s Tests/Benchmarks/check.lua "$3" |
    awk '$1 == "RESULT" { print $2, $3, $4, $5, $6, $7 }')
  read -r answers _ faults _ <<<"$result"
  [[ ${faults:-none} == 0 && $answers -gt 0 ]] || fail "${faults:-unknown} faults in ${answers:-no} answers of $3"
  printf '%s\n' "$result"
}

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# As root, nginx keeps its workers root, too: here the sockets' permissions are not what is measured.
user=$([[ $EUID -eq 0 ]] && echo 'user root;' || true)

# serve NAME PROGRAM ARGUMENT… — the program on the socket NAME.sock, and nginx in front of it.
declare -A pid port
serve() {
  local name=$1
  shift
  "$@" </dev/null 2>"$work/$name.log" &
  pid[$name]=$!
  children+=($!)
  port[$name]=$((21000 + RANDOM % 10000))
  deploy/nginx/render "$work/$name" "127.0.0.1:${port[$name]}" "$work/$name.sock" "$work/one/payloads"
  nginx -p "$work/$name" -c "$work/$name/nginx.conf" -e stderr -g "$user" </dev/null 2>"$work/$name.nginx.log" &
  children+=($!)
  for ((attempt = 0; attempt < 200; attempt++)); do
    kill -0 "${pid[$name]}" $! 2>/dev/null || break
    if ask "$name" update >/dev/null 2>&1; then return; fi
    sleep 0.05
  done
  cat "$work/$name.log" "$work/$name.nginx.log" >&2
  fail "$name does not answer"
}
ask() {
  curl -sS --fail -H 'Content-Type: text/xml' --data-binary "@$work/$2.xml" "http://127.0.0.1:${port[$1]}/v1/update"
}
ticks() { awk '{ print $14 + $15 }' "/proc/${pid[$1]}/stat"; }
memory() { awk -v key="$2:" '$1 == key { printf "%.1f", $2 / 1024 }' "/proc/${pid[$1]}/status"; }

# measure NAME REQUEST CLOSE [KIND] — one round; appends "requests/s  CPU µs/request  p99 µs" to a file of its own.
measure() {
  local before after result
  before=$(ticks "$1")
  result=$(load "$work/$2.xml" "$3" "http://127.0.0.1:${port[$1]}/v1/update")
  after=$(ticks "$1")
  read -r requests duration _ percentile _ <<<"$result"
  awk -v r="$requests" -v d="$duration" -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" -v p="$percentile" \
    'BEGIN { printf "%.1f %.2f %d\n", r / d * 1e6, t / hz * 1e6 / r, p }' >>"$work/$1.$2.$3${4:+.$4}"
}

column() { awk -v c="$2" '{ print $c }' "$work/$1" | median; }
# ratio FILE FILE [COLUMN] — the median over the rounds of one round's rate (or CPU, column 2) over the other's.
ratio() { paste -d' ' "$work/$1" "$work/$2" | awk -v c="${3-1}" '{ print $c / $(c + 3) }' | median; }
row() { # WHAT REACHED COMPARISON TARGET [MORE]
  awk -v what="$1" -v got="$2" -v sign="$3" -v target="$4" -v more="${5-}" 'BEGIN {
    yes = sign == ">=" ? got + 0 >= target + 0 : got + 0 <= target + 0
    printf "%-64s %8.2f   %s %-5s  %-4s %s\n", what, got, sign, target, yes ? "yes" : "NO", more
  }'
}
