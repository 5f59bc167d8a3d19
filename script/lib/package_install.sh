# Run by package_test.py as root inside a throw-away copy of the machine (machine.py), never on a real one: installs
# /package/guanxi.deb, uses it, upgrades, removes and purges it. Says "all steps passed" at the end.
# shellcheck shell=bash
set -euo pipefail

check() { if ! "${@:2}"; then echo "failed: $1"; exit 1; fi; }
not() { ! "$@"; }
owned() { [ "$(stat -c '%U:%G %a' "$1")" = "$2" ]; }
# The program itself, not a shell around it: what runs in the background is ended by its own number.
as_service() {
  setpriv --reuid guanxi --regid guanxi --init-groups guanxi "$@" --config /etc/guanxi/guanxi.toml --language en
}

# The machine may have none of the libraries as packages: they are there, for the program was built on it.
install() { dpkg --force-depends -i /package/guanxi.deb; }

says=$(install 2>&1)
check "says what comes next" grep -q 'systemctl start guanxi' <<<"$says"
check "the account" getent passwd guanxi
check "no shell for it" grep -q 'nologin$' <<<"$(getent passwd guanxi)"
check "the data directory" owned /var/lib/guanxi 'guanxi:guanxi 750'
check "the log directory" owned /var/log/guanxi 'guanxi:guanxi 750'
check "the settings" owned /etc/guanxi/guanxi.toml 'root:guanxi 640'
check "no store without being asked" test -z "$(ls -A /var/lib/guanxi)"

cd /var/lib/guanxi
check "migrate" as_service migrate
check "the store is the service's alone" owned /var/lib/guanxi/guanxi.db 'guanxi:guanxi 600'
status=0
examined=$(as_service doctor) || status=$?
echo "$examined"
check "doctor finds nothing broken" test "$status" -le 1
exec_service() { exec setpriv --reuid guanxi --regid guanxi --init-groups guanxi "$@"; }
exec_service serve --config /etc/guanxi/guanxi.toml >/serve.log 2>&1 &
server=$!
for _ in $(seq 600); do
  if curl -sf "http://127.0.0.1:8080/readyz" >/dev/null; then break; fi
  sleep 0.1
done
grep -v "^{" /serve.log || true
check "serves" curl -sf "http://127.0.0.1:8080/readyz"
# A root's command beside the service leaves its files to the service.
check "root's doctor" sh -c "guanxi doctor --config /etc/guanxi/guanxi.toml >/dev/null; [ \$? -le 1 ]"
check "nothing became root's" test -z "$(find /var/lib/guanxi -not -user guanxi)"
kill "$server"
check "SIGTERM ends it well" wait "$server"

echo '# local' >>/etc/guanxi/guanxi.toml
key=$(sha256sum </var/lib/guanxi/guanxi.key)
says=$(install 2>&1)
check "an upgrade keeps the settings" grep -q '^# local$' /etc/guanxi/guanxi.toml
check "an upgrade says nothing of a first start" not grep -q 'Before the first start' <<<"$says"
check "an upgrade leaves the key" test "$key" = "$(sha256sum </var/lib/guanxi/guanxi.key)"
check "the settings stay closed" owned /etc/guanxi/guanxi.toml 'root:guanxi 640'

dpkg -r guanxi
check "removing keeps settings" test -e /etc/guanxi/guanxi.toml
check "removing keeps data" test -e /var/lib/guanxi/guanxi.db
says=$(dpkg -P guanxi 2>&1)
check "a purge takes the settings" not test -e /etc/guanxi/guanxi.toml
check "a purge leaves data and key" test -e /var/lib/guanxi/guanxi.key
check "and says so" grep -q 'stay in /var/lib/guanxi' <<<"$says"
check "and leaves their owner" getent passwd guanxi

install >/dev/null 2>&1
check "installed again it has its data" owned /var/lib/guanxi/guanxi.db 'guanxi:guanxi 600'
GUANXI_PURGE_DATA=yes dpkg -P guanxi
check "asked, a purge takes everything" not test -e /var/lib/guanxi
check "and the account" not getent passwd guanxi
echo "all steps passed"
