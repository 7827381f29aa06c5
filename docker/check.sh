#!/usr/bin/env bash
# Builds the simulator's image and lets it send 40 frames to an apache/kafka broker, then counts them there.
set -euo pipefail
cd "$(dirname "$0")/.."
KAFKA_IMAGE=${KAFKA_IMAGE:-apache/kafka:4.3.1}
name=framecast-check-$$
trap 'docker rm -f "$name" >/dev/null 2>&1; docker network rm "$name" >/dev/null 2>&1' EXIT

docker build -q -f docker/Dockerfile --target producer-sim -t framecast/producer-sim . >/dev/null
docker network create "$name" >/dev/null
docker run -d --name "$name" --network "$name" \
  -e KAFKA_NODE_ID=1 -e KAFKA_PROCESS_ROLES=broker,controller -e KAFKA_CONTROLLER_QUORUM_VOTERS=1@localhost:9093 \
  -e KAFKA_LISTENERS=PLAINTEXT://:9092,CONTROLLER://:9093 -e KAFKA_ADVERTISED_LISTENERS="PLAINTEXT://$name:9092" \
  -e KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER \
  -e KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT \
  -e KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1 "$KAFKA_IMAGE" >/dev/null
docker run --rm --network "$name" framecast/producer-sim --bootstrap "$name:9092" --streams 2 --frames 20 --fps 0 --wait 60

found=$(docker exec "$name" /opt/kafka/bin/kafka-console-consumer.sh --bootstrap-server "$name:9092" \
  --topic framecast.frames --from-beginning --max-messages 41 --timeout-ms 10000 \
  --formatter-property print.key=true --formatter-property print.value=false 2>/dev/null | grep -c '^sim-' || true)
echo "docker/check.sh: expected 40 frames on the broker, found $found"
[ "$found" = 40 ]
