#!/usr/bin/env bash
# Makes the login that serves, before the first migration: member of the roles that it acts as, and of nothing else.
# Run by the postgres image when its volume is new; password in /run/secrets/service_password.
set -euo pipefail

psql -v ON_ERROR_STOP=1 -v password="$(cat "${SERVICE_PASSWORD_FILE:-/run/secrets/service_password}")" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
create role evidence_reader nologin;
create role evidence_feedback nologin;
create role evidence_authenticator nologin;
create role evidence_service login password :'password' in role evidence_reader, evidence_feedback, evidence_authenticator;
SQL
