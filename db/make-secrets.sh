#!/usr/bin/env bash
# Makes the passwords of docker-compose.yml, and the connection strings with them, in ./secrets; leaves those alone that are there.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p secrets
chmod 711 secrets
password() { od -An -vN24 -tx1 /dev/urandom | tr -d ' \n'; }
for login in owner service; do
    [ -s "secrets/${login}_password" ] || password >"secrets/${login}_password"
done
printf 'Host=db;Database=evidence;Username=evidence_owner;Password=%s' "$(cat secrets/owner_password)" >secrets/ConnectionStrings__EvidenceOwner
printf 'Host=db;Database=evidence;Username=evidence_service;Password=%s' "$(cat secrets/service_password)" >secrets/ConnectionStrings__Evidence
# Read inside by accounts that are not this one.
chmod 644 secrets/*
