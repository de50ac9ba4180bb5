#!/usr/bin/env bash
# Runs a command against a throwaway PostgreSQL: tools/with_postgresql.sh make test
# The cluster lives in a temporary folder, listens on a socket only, and is gone afterwards.
set -euo pipefail

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$programs" ] || programs=$(dirname "$(command -v initdb || echo /nowhere/initdb)")
if [ ! -x "$programs/initdb" ]; then
    echo "PostgreSQL is not installed: no initdb was found." >&2
    exit 3
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/opennaphs-postgresql.XXXXXX")
as_owner=()
if [ "$(id -u)" = 0 ]; then # initdb refuses to run as root
    chown postgres "$folder"
    as_owner=(runuser -u postgres --)
fi
chmod 755 "$folder"
stop() {
    "${as_owner[@]}" "$programs/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT

"${as_owner[@]}" "$programs/initdb" -D "$folder/data" -U opennaphs --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
"${as_owner[@]}" "$programs/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
    -o "-c listen_addresses='' -k $folder -c fsync=off -c full_page_writes=off -c max_connections=200" start >/dev/null
"${as_owner[@]}" "$programs/createdb" -h "$folder" -U opennaphs opennaphs

export OPENNAPHS_DATABASE="postgresql://opennaphs@/opennaphs"
export OPENNAPHS_DATABASE_SOCKET="$folder"
"$@"
