#!/usr/bin/env bash
# Builds the images, compares their sizes with the bounds, starts the compose demo, promotes a model and rolls back,
# scrapes it, and stops it. It uses its own name and ports, and always removes everything.
set -euo pipefail
cd "$(dirname "$0")/.."
BASE=${BASE:-eclipse-temurin:17-jre}
TOKEN=check-$RANDOM$RANDOM
PROJECT=framecast-check-$$
export FRAMECAST_ADMIN_TOKEN=$TOKEN
export COMPOSE_PROJECT_NAME=$PROJECT CONSOLE_PORT=28080 PREDICTOR_PORT=28081 TRAINER_PORT=28082 KAFKA_PORT=29092
if docker compose version >/dev/null 2>&1; then COMPOSE="docker compose"; else COMPOSE="docker-compose"; fi
OURS="predictor trainer console producer-sim"
scratch=$(mktemp -d)

# if compose is not a docker plugin
docker() { if [ "$1 $COMPOSE" = "compose docker-compose" ]; then shift && docker-compose "$@"; else command docker "$@"; fi; }
compose() { $COMPOSE -p "$PROJECT" -f docker/compose.yaml "$@"; }
container() { compose ps -aq "$1"; } # -a: compose 2 leaves out what has ended
say() { printf 'docker/check.sh %4d s: %s\n' "$SECONDS" "$*"; }
fail() { say "FAILED: $*"; tail -20 "$scratch/up" || true; compose ps || true; compose logs --no-color --tail=30 || true; exit 1; }
expect() { [ "$3" = "$2" ] || fail "$1: expected $2, found $3"; }

# shellcheck disable=SC2329 # used by the trap
down() {
  [ -z "${prometheus:-}" ] || kill "$prometheus" 2>/dev/null || true
  [ -z "${up:-}" ] || pkill -P "$up" 2>/dev/null || true
  compose down -v --remove-orphans -t 5 >/dev/null 2>&1 || true
  rm -rf "$scratch"
}
trap down EXIT
trap 'exit 130' INT TERM

# retries a command for some seconds: within SECONDS WHAT COMMAND...
within() {
  local seconds=$1 what=$2 until=$((SECONDS + $1))
  shift 2
  until "$@" >"$scratch/tried" 2>&1; do
    [ "$SECONDS" -lt "$until" ] || { cat "$scratch/tried"; fail "$what: not within $seconds s"; }
    sleep 0.5
  done
}

healthy() { [ "$(docker inspect -f '{{.State.Health.Status}}' "$(container "$1")")" = healthy ]; }
bytes() { docker image inspect -f '{{.Size}}' "$1"; }

sizes() {
  local base bound name added
  base=$(bytes "$BASE")
  while read -r name bound; do
    added=$((($(bytes "framecast/$name") - base) / 1000000))
    say "framecast/$name adds $added MB to its base, at most $bound"
    [ "$added" -le "$bound" ] || fail "framecast/$name: expected at most $bound MB above $BASE, found $added"
  done <<<"predictor 250
trainer 250
console 60
producer-sim 30"
}

# counts the models of the next predictions: COUNT VERSION
named() {
  compose exec -T broker /opt/kafka/bin/kafka-console-consumer.sh --bootstrap-server broker:19092 \
    --topic framecast.predictions --isolation-level read_committed --max-messages 40 --timeout-ms 20000 \
    --formatter-property print.headers=true --formatter-property print.value=false 2>/dev/null |
    grep -o 'framecast-model:[0-9a-f]*' | cut -d: -f2 | sort | uniq -c
}
only_named() { named >"$scratch/named"; [ "$(awk '{print $1, $2}' "$scratch/named")" = "40 $1" ]; }
models() { compose exec -T trainer java -jar /app/trainer.jar models "$@" --bootstrap broker:19092 2>/dev/null; }

# no process is root, ports are published on this machine only, and the root file system is read-only
closed() {
  local name uid published
  for name in $OURS; do
    uid=$(docker exec "$(container "$name")" sh -c 'awk "/^Uid:/ {print \$2}" /proc/1/status')
    expect "user of $name" 10001 "$uid"
    expect "root file system of $name is read-only" true "$(docker inspect -f '{{.HostConfig.ReadonlyRootfs}}' "$(container "$name")")"
  done
  published=$(compose ps -aq | xargs docker inspect -f '{{range .NetworkSettings.Ports}}{{range .}}{{.HostIp}} {{end}}{{end}}' | tr ' ' '\n' | sed '/^$/d' | sort | uniq -c | xargs)
  expect "addresses of published ports" "4 127.0.0.1" "$published"
}

status() { curl -s -o /dev/null -w '%{http_code}' "$@"; }

# Debian's Prometheus with the usual settings, except for the addresses of the services
scraped() {
  command -v prometheus >/dev/null || { say "no prometheus on the PATH: what it scrapes was not looked at"; return; }
  sed -e "s#dns_sd_configs:.*#static_configs: [{targets: [\"127.0.0.1:$PREDICTOR_PORT\"]}]#" \
    -e "s#trainer:8082#127.0.0.1:$TRAINER_PORT#" -e "s#console:8080#127.0.0.1:$CONSOLE_PORT#" \
    docker/prometheus/prometheus.yml >"$scratch/prometheus.yml"
  cp docker/prometheus/alerts.yml "$scratch"
  prometheus --config.file="$scratch/prometheus.yml" --storage.tsdb.path="$scratch/tsdb" \
    --web.listen-address=127.0.0.1:29090 >"$scratch/prometheus.log" 2>&1 &
  prometheus=$!
  within 60 "three services scraped" answers 'count(up == 1)' 3
  within 30 "predictions counted" answers 'count(framecast_predicted_total > 0)' 1
  within 30 "skill known" answers 'count(framecast_trainer_skill > -100)' 1
  local meter
  # texts name meters as the README does, without the endings that Prometheus adds
  for meter in $(sed '/^ *\(action\|summary\):/d' docker/prometheus/alerts.yml docker/grafana/dashboards/framecast.json |
    grep -o 'framecast_[a-z_]*' | sort -u); do
    within 15 "$meter of an alert or the dashboard" answers "count(count($meter))" 1
  done
  expect "alert rules" 8 "$(curl -s http://127.0.0.1:29090/api/v1/rules | grep -o '"health":"ok"' | wc -l)"
  kill "$prometheus"
  say "Prometheus scrapes three services, with eight alert rules"
}
answers() { curl -sG http://127.0.0.1:29090/api/v1/query --data-urlencode "query=$1" | grep -q ",\"$2\"\]"; }

# two predictors get two free ports; after that one is left again
scaled() {
  PREDICTOR_PORT='' compose up -d --no-deps --scale predictor=2 predictor >/dev/null 2>&1 || fail "two predictors"
  expect "predictors" 2 "$(compose ps -q predictor | wc -l)"
  PREDICTOR_PORT='' compose up -d --no-deps --scale predictor=1 predictor >/dev/null 2>&1 || fail "one predictor again"
  within 90 "predictor healthy" healthy predictor
  say "two predictors at once"
}

ended() {
  local name id
  for name in producer-sim console trainer predictor; do
    id=$(container "$name")
    docker stop -t 30 "$id" >/dev/null
    expect "exit code of $name after docker stop" 0 "$(docker inspect -f '{{.State.ExitCode}}' "$id")"
  done
  say "each ends with exit code 0"
}

compose --profile observability config -q || fail "compose.yaml with its profile"
for target in producer-sim console predictor trainer; do
  docker build -q -f docker/Dockerfile --target "$target" -t "framecast/$target" . >"$scratch/build" 2>&1 || { tail -40 "$scratch/build"; exit 1; }
done
say "images built"
sizes

# first only the broker and its topics, to measure a predictor's start alone
compose up -d broker topics >/dev/null 2>&1 || fail "broker and topics"
within 120 "topics" sh -c "[ \"\$(docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' $(container topics))\" = 'exited 0' ]"
say "broker healthy, topics made"
compose up -d --no-deps predictor >/dev/null 2>&1 || fail "predictor"
ready() { [ "$(status "http://127.0.0.1:$PREDICTOR_PORT/health/readiness")" = 200 ]; }
within 60 "predictor" ready
now=$(date +%s%3N)
began=$(date -d "$(docker inspect -f '{{.State.StartedAt}}' "$(container predictor)")" +%s%3N)
say "predictor ready $((now - began)) ms after its container began"

# everything, by the READMEs' command
docker compose -f docker/compose.yaml up --build >"$scratch/up" 2>&1 &
up=$!
for name in predictor trainer console; do within 90 "$name healthy" healthy "$name"; done
say "predictor, trainer and console healthy"
named >"$scratch/named"
shipped=$(awk '{print $2}' "$scratch/named")
only_named "$shipped" || fail "predictions of one model: found $(xargs <"$scratch/named")"
say "predictions name $shipped"
closed
expect "the page" 200 "$(status "http://127.0.0.1:$CONSOLE_PORT/")"

compose exec -T trainer sh -c 'cat >/tmp/config.json && java -jar /app/trainer.jar init --config /tmp/config.json --seed 11 --out /tmp/other.safetensors' >/dev/null 2>&1 <<'JSON'
{"channels":1,"patch":2,"layers":[{"filters":32,"kernel":3},{"filters":32,"kernel":3}],"gates":"sigmoid","normalization":"layer","epsilon":0.001,"head":{"kind":"hidden","depth":1,"kernel":1}}
JSON
other=$(models publish /tmp/other.safetensors)
models promote "$other" --reason check >/dev/null || fail "promotion of $other"
within 60 "predictions that name $other" only_named "$other"
say "promoted: predictions name $other"
expect "roll back without a token" 401 "$(status -X POST "http://127.0.0.1:$TRAINER_PORT/models/rollback")"
expect "roll back with the token" 200 "$(status -X POST -H "Authorization: Bearer $TOKEN" "http://127.0.0.1:$TRAINER_PORT/models/rollback")"
within 60 "predictions that name $shipped again" only_named "$shipped"
say "rolled back: predictions name $shipped"

scraped
scaled
ended
say "passed"
