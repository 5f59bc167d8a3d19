"""The life of an installation, as docs/guide/operations.md tells it: its blocks are run, not copies of them.

Three throw-away machines (machine.py) after one another, each lost for good; what outlives them is what the guide keeps
elsewhere: /backups, /archive, /a/safe/place. The first one serves on SQLite, the second is restored from its backup, moves to
PostgreSQL and goes back to a moment, the third is restored on PostgreSQL and removed. systemd does not run there:
operations_systemctl.py does what the unit says.

Wherever the guide says something that a reader replaces – a date, the name of a backup – or what is too slow or too large here,
a substitution stands beside the step. Each must be found in the block, so that guide and test cannot drift apart.
"""

import json
import os
import re
import shutil
import tempfile
import unittest
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import deb
import guide
import machine

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).parent
TEXT = (ROOT / "docs/guide/operations.md").read_text(encoding="utf-8")
BLOCKS = {block.name: block for block in guide.blocks(TEXT) if block.name}
DAY = datetime.now(ZoneInfo("Asia/Shanghai"))

# What is not run, and why.
NOT_RUN = {
    "try-tls": "its server stays in the foreground; tests/service and the tests of src/platform/http serve with certificates",
}
# What a copy of this machine needs to be a bare Debian with a second disk. Packages cannot be fetched: apt knows those that are here.
# A user of another package shifts the numbers of those that come later, as on any other machine.
BARE = """set -e
rm -rf /var/lib/apt/lists/* /etc/postgresql/* /var/lib/postgresql/* /var/log/postgresql/*
if dpkg-query -W guanxi >/dev/null 2>&1; then GUANXI_PURGE_DATA=yes dpkg -P guanxi >/dev/null; fi
rm -rf /etc/guanxi /var/lib/guanxi /etc/systemd/system/guanxi.service.d
mkdir -p /run/systemd/system
echo 'APT::Get::Assume-Yes "true";' >/etc/apt/apt.conf.d/99walk
install -m 755 /walk/editor /usr/local/sbin/editor
if [ -e /usr/bin/systemctl ]; then mv /usr/bin/systemctl /usr/bin/systemctl.real; fi
install -m 755 /walk/systemctl /usr/bin/systemctl  # where scripts of packages look
printf '#!/bin/sh\\n[ "$1 $2" = "-u guanxi" ] && exec cat /run/systemd/system/guanxi.journal\\n' >/usr/local/sbin/journalctl
cat >/usr/local/sbin/sudo <<'END'
#!/bin/bash
[ "$1" = -u ] || { echo "sudo: only -u USER"; exit 2; }
cd / || exit
exec setpriv --reuid "$2" --regid "$(id -gn "$2")" --init-groups env -i PATH="$PATH" HOME="$(getent passwd "$2" | cut -d: -f6)" \
  LC_ALL=C.UTF-8 USER="$2" LOGNAME="$2" "${@:3}"
END
chmod 755 /usr/local/sbin/journalctl /usr/local/sbin/sudo
for ((i = 0; i < $1; i++)); do adduser --system --group --quiet --no-create-home "other$i"; done
"""
# Debian's package of PostgreSQL makes this cluster when it is installed; here it is installed already.
CLUSTER = "pg_createcluster 15 main >/dev/null && systemctl start postgresql@15-main"
# doctor warns of what a machine of tests is like (no clock service, little room); what is broken fails.
NEWEST = {"guanxi-20261121T023000Z-9c0e12ab.backup": '"$(cd /backups && ls guanxi-*.backup | tail -n 1)"'}
WARNINGS_ARE_FINE = {"guanxi doctor": "well_enough guanxi doctor"}
PRELUDE = """set -euo pipefail
well_enough() { "$@" || [ $? -eq 1 ]; }
"""


class Operations(unittest.TestCase):
    def setUp(self):
        self.machine = None
        self.folder = Path(tempfile.mkdtemp(prefix="guanxi-operations-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.kept = {}  # what is not on the machine that is lost
        for inside in ("/walk", "/backups", "/archive", "/a/safe/place"):
            outside = self.folder / inside.strip("/").replace("/", "-")
            outside.mkdir()
            self.kept[str(outside)] = inside
        self.folder.chmod(0o755)

    def tearDown(self):
        if self.machine:
            self.lose_machine()

    def test_every_block_is_run_or_excused(self):
        nameless = [f"line {block.line}" for block in guide.blocks(TEXT) if block.language == "sh" and not block.name]
        self.assertEqual(nameless, [], "blocks without <!-- walk: NAME --> above them: run them in this test, or say why not")
        walk = Path(__file__).read_text(encoding="utf-8")
        for name, block in BLOCKS.items():
            run = f'BLOCKS["{name}"]' in walk or f'self.block("{name}"' in walk or f'settings="{name}"' in walk
            self.assertNotEqual(run, name in NOT_RUN, f"{name}, line {block.line}: to be run, or in NOT_RUN")
        self.assertLessEqual(NOT_RUN.keys(), BLOCKS.keys())

    def test_no_step_runs_outside_a_copy(self):
        if os.geteuid() != 0:
            self.skipTest("only root can make a copy of the machine")
        outside = machine.Machine("none")
        outside.first = str(os.getpid())  # the namespaces of this very machine
        trace = self.folder / "ran"
        self.assertEqual(outside.run(f"touch {trace}")[0], machine.REFUSED)
        self.assertFalse(trace.exists())

    # The steps.

    def block(self, name, replace=None, settings=None, seconds_max=120):
        """Runs a block of the guide; what it said. `replace` is for this run; `settings` names the block an editor types in."""
        script = BLOCKS[name].text
        for old, new in (replace or {}).items():
            self.assertIn(old, script, f"{name}: the guide no longer says this")
            script = script.replace(old, new)
        if settings:
            (self.folder / "walk/settings.toml").write_text(BLOCKS[settings].text, encoding="utf-8")
        return self.shell(script, f"<!-- walk: {name} -->", seconds_max)

    def shell(self, script, what=None, seconds_max=120):
        """What the script says, in a shell like the guide's."""
        commands = "" if what and "commands" in what else BLOCKS["commands"].text
        status, said = self.machine.run(PRELUDE + commands + script, seconds_max=seconds_max)
        if status != 0:
            log = self.machine.run("tail -n 15 /run/systemd/system/guanxi.journal")[1]
            self.fail(f"{self.machine.name}: {what or script} ended with {status}:\n{script}\n{said[-4000:]}\nthe service's log:\n{log}")
        return said

    def new_machine(self, name, other_users):
        try:
            self.machine = machine.Machine(name, self.kept).__enter__()
        except machine.Unavailable as why:
            self.skipTest(str(why))
        status, said = self.machine.run(BARE, str(other_users))
        self.assertEqual(status, 0, said)

    def lose_machine(self):
        self.machine.__exit__()
        self.machine = None

    def books(self):
        """What `guanxi verify` finds: {"receipts": …, "digest": …}, and that it is clean."""
        said = self.shell("guanxi verify")
        self.assertIn("clean: every book agrees", said)
        return {"receipts": int(re.search(r"(\d+)  receipts", said)[1]), "digest": re.search(r"digest of all chains (\w+)", said)[1]}

    def sell(self, sequence):
        """A sale to a member over HTTP, as a till sends it; enrols the member with the first one."""
        self.post("/v1/members", "walk-member", {"programme": "MAIN", "name": "王芳", "phone": "13800138000", "store": "S001"})
        day = DAY.strftime("%Y%m%d")
        said = self.post("/v1/checkout", f"{day}-{sequence}", {
            "store": "S001", "till": "01", "business_date": f"{DAY:%F}", "sequence": sequence, "occurred_at": DAY.isoformat("T", "seconds"),
            "cashier": "C07", "member": {"kind": "phone", "value": "13800138000"},
            "lines": [{"item": "A1001", "quantity": "2", "list_price": "100.00"}],
            "tenders": [{"kind": "wechat_pay", "amount": {"amount": 20000, "currency": "CNY"}}],
        })
        self.assertIn('"kind":"sale"', said)

    def post(self, path, key, body):
        (self.folder / "walk/body.json").write_text(json.dumps(body), encoding="utf-8")
        return self.shell(f"""curl -sS --fail-with-body http://127.0.0.1:8080{path} -H 'Authorization: Bearer {self.token}' \
            -H 'Idempotency-Key: {key}' -H 'Content-Type: application/json' --data @/walk/body.json""")

    # The story.

    def test_the_guide_is_lived_through(self):
        if not Path("/usr/lib/postgresql/15").is_dir():
            self.skipTest("the guide is about PostgreSQL 15, which is not installed: script/bootstrap test")
        given = deb.package()
        for file, name in ((HERE / "operations_systemctl.py", "systemctl"), (HERE / "operations_editor.py", "editor"), (given, given.name)):
            shutil.copy(file, self.folder / "walk" / name)
        self.deb = {"./guanxi_0.1.0_amd64.deb": f"/walk/{given.name}"}
        before = self.first_machine_on_sqlite()
        before = self.second_machine_restored_and_moved(before)
        self.third_machine_restored_on_postgresql(before)

    def first_machine_on_sqlite(self):
        self.new_machine("shop-1", other_users=0)
        self.block("install", self.deb, settings="install-settings")
        self.settings_of_the_guide_are_known()
        self.shell("guanxi demo load --members 100 --months 1 --seed 1")  # a group's shops, goods and people
        said = self.block("first-start", WARNINGS_ARE_FINE)
        self.assertRegex(said, r"ok +http.port +127.0.0.1:8080 is served by us")
        said = self.block("service")
        self.assertIn("serving on http://127.0.0.1:8080", said)
        self.assertIn('"event":"serve.reloaded"', said)
        said = self.block("people")
        self.token = re.search(r"gx_\S+", said)[0]
        self.shell(f"until curl -sf -H 'Authorization: Bearer {self.token}' http://127.0.0.1:8080/v1/backups >/dev/null; do sleep 0.1; done")
        self.sell(900001)
        said = self.block("rotate")
        self.assertRegex(said, r"opens only .* sealed 0 values")
        self.block("reload-tls")
        self.block("backup-place")
        self.sell(900002)
        books = self.books()
        said = self.block("backup", NEWEST)
        self.assertEqual(said.count(books["digest"]), 3, "two backups and what verifying one found:\n" + said)
        self.lose_machine()
        return books

    def settings_of_the_guide_are_known(self):
        for block in guide.blocks(TEXT):
            if block.language == "toml":
                (self.folder / "walk/settings.toml").write_text(block.text, encoding="utf-8")
                self.shell("/usr/bin/guanxi config --config /walk/settings.toml", f"the settings of line {block.line}")

    def second_machine_restored_and_moved(self, before):
        self.new_machine("shop-2", other_users=1)
        self.block("restore-install", self.deb)
        said = self.block("restore", NEWEST | WARNINGS_ARE_FINE)
        self.assertRegex(said, r"ok +key.seals")
        self.assertEqual(self.books(), before)
        self.block("backup-place")
        self.sell(900003)
        before = self.books()
        self.prepare_postgresql()
        said = self.block("move", settings="move-settings")
        self.assertIn("both sides have the same digests", said)
        self.block("moved", WARNINGS_ARE_FINE)
        self.assertEqual(self.books(), before)
        self.go_back_to_a_moment()
        self.sell(900006)
        before = self.books()
        self.shell("rm /backups/*")  # those of SQLite
        self.block("backup", NEWEST)
        self.lose_machine()
        return before

    def prepare_postgresql(self):
        self.shell(CLUSTER)
        self.block("postgres", {"shared_buffers = 1GB": "shared_buffers = 64MB"})

    def go_back_to_a_moment(self):
        self.block("archive")
        said = self.block("base-backup", {"--checkpoint=spread": "--checkpoint=fast"})  # minutes, so as not to disturb
        self.assertRegex(said, r"(?m)^ +[1-9]\d* \| +0 \|", "nothing was archived, or something failed")
        self.sell(900004)
        then = self.books()
        moment = self.shell("date '+%F %T.%N%:z'").strip()
        self.sell(900005)
        self.assertEqual(self.books()["receipts"], then["receipts"] + 1)
        self.block("recover", {
            "2026-11-21 13:04:00+08": moment,
            "/archive/base/20261121/": '/archive/base/"$(ls /archive/base | tail -n 1)"/',
        })
        self.assertEqual(self.books(), then)

    def third_machine_restored_on_postgresql(self, before):
        self.new_machine("shop-3", other_users=2)
        self.block("restore-install", self.deb)
        self.prepare_postgresql()
        self.block("restore", NEWEST | WARNINGS_ARE_FINE)
        self.assertEqual(self.books(), before)
        self.sell(900007)
        self.assertEqual(self.books()["receipts"], before["receipts"] + 1)
        before = self.books()
        self.block("move-back", settings="move-back-settings")
        self.assertEqual(self.books(), before)
        said = self.block("remove")
        self.assertIn("stay in /var/lib/guanxi", said)
        self.shell("! systemctl status guanxi; test ! -e /etc/guanxi; ls /var/lib/guanxi/guanxi.db /var/lib/guanxi/guanxi.key")
        self.block("install", self.deb, settings="install-settings")
        self.block("purge-data")
        self.shell("test ! -e /var/lib/guanxi && ! getent passwd guanxi && ls /backups/*.backup")


if __name__ == "__main__":
    unittest.main()
