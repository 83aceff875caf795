"""How long a backup, a restore and a drill of a large site take, while requests come in: one command each.

    python -m tests.bench.backups [--database sqlite|postgresql] [--articles 10000] [--requests 20000] [--photos 500]

Outside `make bench`, for the site takes longer to make than the rest to measure. What was restored is held against what
was saved by the digest of every row of every table, and of every file.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.sites import Site, database_url, databases, free_port, on_server, run
from tests.site.processes import ROOT, environment

PHOTOS = """
import hashlib, os, random, sys, django
django.setup()
from clinic_site.photos.models import Photo
from django.conf import settings
from pathlib import Path
SIZES = {320: 20, 640: 60, 960: 120, 1280: 200, 1600: 300}  # KB of a photograph, as JPEG; as WebP two thirds
dice = random.Random(0)
for number in range(COUNT):
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    folder = Path(settings.MEDIA_ROOT) / "photos" / digest
    folder.mkdir(parents=True)
    for width, size in SIZES.items():
        (folder / f"{width}.jpg").write_bytes(dice.randbytes(size * 1024))
        (folder / f"{width}.webp").write_bytes(dice.randbytes(size * 2 // 3 * 1024))
    Photo.objects.create(digest=digest, width=1600, height=1000, title=f"Photo {number}")
"""
WRITES = """
import json, signal, time, django
django.setup()
from django.db import connection
from tests.appointments.requests import received
waits, stopped = [], []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
print("ready", flush=True)
while not stopped:
    began = time.perf_counter()
    received()
    waits.append(time.perf_counter() - began)
    time.sleep(0.02)
print(json.dumps([len(waits), max(waits)]))
"""
DIGESTS = """
import hashlib, json, django
django.setup()
from django.apps import apps
from django.conf import settings
from pathlib import Path
LEFT = {"django_session", "appointments_unsentrequest", "backups_backuprun"}
found = {}
for model in apps.get_models(include_auto_created=True):
    if model._meta.db_table in LEFT:
        continue
    rows = model._base_manager.order_by("pk")
    sum = hashlib.sha256()
    for row in rows.values_list(*[field.attname for field in model._meta.concrete_fields]).iterator():
        sum.update(repr(row).encode())
    found[model._meta.db_table] = sum.hexdigest()
root = Path(settings.MEDIA_ROOT)
for path in sorted(root.glob("photos/*/*")):
    found[str(path.relative_to(root))] = hashlib.sha256(path.read_bytes()).hexdigest()
print(json.dumps(found))
"""


class Writer:
    """Another process that files one request after the other. Used as a context; `said`: how many, and how long the
    slowest took, in seconds."""

    def __init__(self, values):
        self.values = values

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", WRITES], cwd=ROOT, env=environment(**self.values), stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.said = json.loads(self.process.communicate()[0])


def timed(arguments, values):
    began = time.perf_counter()
    said = run(["manage.py", *map(str, arguments)], values)
    return time.perf_counter() - began, said.strip().splitlines()[0]


def digests(values):
    return json.loads(run(["-c", DIGESTS], values))


def measure(kind, folder, chosen):
    with Site(kind, chosen.articles, folder, free_port()) as site:
        print(f"Filling a site on {kind} ...", flush=True)
        site.fill()
        site.manage("fill_bookings", str(chosen.requests))
        run(["-c", PHOTOS.replace("COUNT", str(chosen.photos))], site.values)
        backups = folder / f"{kind}-backups"
        with Writer(site.values) as writer:
            print("backup under writes: {:.1f} s. {}".format(*timed(["backup", backups], site.values)), flush=True)
        print("meanwhile {} requests were filed, the slowest in {:.2f} s".format(*writer.said), flush=True)
        with Writer(site.values) as writer:
            print("drill under writes: {:.1f} s. {}".format(*timed(["drill", backups], site.values)), flush=True)
        print("meanwhile {} requests were filed, the slowest in {:.2f} s".format(*writer.said), flush=True)
        timed(["backup", backups], site.values)  # of a quiet site, to hold every row against
        _restore(kind, folder, site, backups)


def _restore(kind, folder, site, backups):
    empty = {**site.values, "DATA_DIR": folder / f"{kind}-restored"}
    name = f"{site.name}_restored"
    if kind == "PostgreSQL":
        on_server(f"CREATE DATABASE {name}")
        empty["DATABASE_URL"] = database_url(name)
    try:
        file, keys = max(backups.glob("*.tar")), next(backups.glob("*keys*"))
        print("restore: {:.1f} s. {}".format(*timed(["restore", file, "--keys", keys], empty)), flush=True)
        then, now = digests(site.values), digests(empty)
        wrong = sorted(key for key in then.keys() | now.keys() if then.get(key) != now.get(key))
        print(f"{len(then):,} digests of tables and files, different: {wrong or 'none'}; {file.stat().st_size:,} bytes")
    finally:
        if kind == "PostgreSQL":
            on_server(f"DROP DATABASE {name} WITH (FORCE)")


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.bench.backups", description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="default: both")
    for name, count in {"articles": 10_000, "requests": 20_000, "photos": 500}.items():
        parser.add_argument(f"--{name}", type=int, default=count)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="clinic-bench-backups-"))
    try:
        for kind in databases():
            if chosen.database in (None, kind.lower()):
                measure(kind, folder, chosen)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
