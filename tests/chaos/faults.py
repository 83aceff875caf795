"""What a site stands on fails for a while and comes back: its disk, its clock, the mail server, the cache, the line to
its databases."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.chaos.counting import Tally
from tests.chaos.people import Authors, Patients, Readers
from tests.chaos.proxy import Proxy
from tests.page_cache import servers
from tests.page_cache.test_shared import Redis
from tests.site.processes import until

PATIENTS, READERS, DESKS = 12, 2, 1
SECONDS = 6  # for which a fault lasts
PUBLIC = ["/", "/conditions/", "/people/", "/locations/", "/symptoms/"]
MOODS = [  # of the mail server: refuses, hangs, closes
    {"CONNECT": "421 too busy"},
    {"RCPT": "451 later"},
    *[{"DATA": None}, {".": None}],
    *[{"DATA": ""}, {".": ""}],
]
JUMPS = [3, -2, 48, 0]  # hours from the true time; what is published in the future is live when the true time is there


def scenarios(prepared, chance, share):
    yield mail(prepared)
    if not prepared.server:  # what follows is the same on any database, or matters to a file alone
        yield from disk(prepared)
        yield from clock(prepared)
        yield from cache(prepared)
    else:
        yield from network(prepared)


@contextmanager
def people(stage, url, tally, desks, lenient=False, hours=0):
    """Patients and authors at work; what was acknowledged is looked for at the end, as it is in so many hours."""
    crowds = Patients(url, tally, PATIENTS), Authors(url, tally, desks)
    for crowd in crowds:
        crowd.lenient = lenient
    with crowds[0], crowds[1]:
        time.sleep(2)
        yield
        time.sleep(1)
    stage.check(tally, *crowds, hours=hours)


def mail(prepared):
    """The mail server refuses, hangs, closes in the middle, and takes letters again."""
    with prepared.stage() as stage:
        tally, settings, minutes = Tally("mail server refuses, hangs, closes", stage.kind), {"EMAIL_TIMEOUT": 0.5}, 0
        for mood in MOODS:
            stage.look("fill", 4)
            stage.post.answers = mood
            stage.look("send_letters", minutes, settings=settings)
            minutes += 60
        stage.post.answers = {}
        while stage.look("waiting") and minutes < 60 * 48:
            stage.look("send_letters", minutes, settings=settings)
            minutes += 60 * 8
        taken = [letter["Message-ID"].partition("@")[0][1:] for letter in stage.post.taken]
        for letter, state in stage.look("letters"):
            tally.count("tried")
            if state == "sent":
                tally.count("acknowledged")
            if letter not in taken:
                tally.count("lost", f"a letter is {state} and never came")
            if taken.count(letter) > 1:
                tally.count("doubled", f"a letter came {taken.count(letter)} times")
        stage.post.over.set()
        return tally


def disk(prepared):
    with prepared.stage() as stage, small_disk(stage) as folder, stage.site() as site:
        desks = stage.look("desks", DESKS)
        tally = Tally("disk full", stage.kind)
        with people(stage, site.url, tally, desks), fill(folder, site):
            time.sleep(SECONDS)
        yield tally
        tally = Tally("read-only data folder", stage.kind)
        with people(stage, site.url, tally, desks):
            site.kill()
            if folder:
                until(lambda: remounted(folder, "ro"))  # the processes that were killed may still be ending
                refused = subprocess.run(site.command, env=site.environment, capture_output=True, text=True, timeout=60)
                said = refused.stderr
                tally.expect("Traceback" not in said and "DATA_DIR" in said, f"it did not say why: {said[-300:]}")
                until(lambda: remounted(folder, "rw"))
            site.start_again()
        yield tally


@contextmanager
def small_disk(stage):
    """The data folder of the stage lies on a disk of 24 MB; None where this account may not mount one."""
    data = stage.folder / "data"
    kept = stage.folder / "kept"
    shutil.copytree(data, kept)
    if os.getuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m,mode=700", "tmpfs", data]).returncode:
        yield None
        return
    try:
        shutil.copytree(kept, data, dirs_exist_ok=True)
        yield data
    finally:
        subprocess.run(["umount", "--lazy", data], check=True)


def remounted(folder, how):
    return subprocess.run(["mount", "-o", f"remount,{how}", folder], capture_output=True).returncode == 0


@contextmanager
def fill(folder, site):
    """Within, nothing more can be written: the disk is full, or no file may grow any longer."""
    if folder:
        ballast = folder / "ballast"
        with suppress(OSError), ballast.open("wb") as file:
            while True:
                file.write(bytes(4096))
                file.flush()
        yield
        ballast.unlink()
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    numbers = site.processes
    for number in numbers:
        resource.prlimit(number, resource.RLIMIT_FSIZE, (1024, before[1]))
    yield
    for number in numbers:
        with suppress(ProcessLookupError):
            resource.prlimit(number, resource.RLIMIT_FSIZE, before)


def clock(prepared):
    """It jumps forth and back. Forms that lapse so are begun anew: that is what the site says."""
    compiler = shutil.which("cc")
    if not compiler or sys.platform != "linux":
        print("Left out: clock jumps, for want of a C compiler on Linux (clock.c).", flush=True)
        return
    with prepared.stage() as stage:
        library, offset = stage.folder / "clock.so", stage.folder / "offset"
        source = Path(__file__).with_name("clock.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
        values = {"LD_PRELOAD": library, "CLOCK_OFFSET": offset}
        desks = stage.look("desks", DESKS)
        with stage.site(**values) as site:
            tally = Tally("clock jumps", stage.kind)
            with people(stage, site.url, tally, desks, lenient=True, hours=max(JUMPS) + 1):
                for jump in JUMPS:
                    offset.write_text(str(jump * 3600))
                    time.sleep(SECONDS)
            yield tally


def cache(prepared):
    """Redis is killed, comes back, hangs: readers notice nothing."""
    if not (shutil.which("redis-server") or shutil.which("valkey-server")):
        print("Left out: the cache, for want of redis-server.", flush=True)
        return
    with prepared.stage() as stage:
        redis = Redis(stage.folder)
        redis.start()
        try:
            desks = stage.look("desks", DESKS)
            with stage.site(CACHE_URL=redis.url) as site:
                tally, reading = Tally("cache gone", stage.kind), Tally("cache gone: readers", stage.kind)
                with Readers(site.url, reading, READERS, PUBLIC), people(stage, site.url, tally, desks):
                    redis.stop()
                    time.sleep(SECONDS / 2)
                    redis.start()
                    time.sleep(SECONDS / 2)
                    redis.process.send_signal(signal.SIGSTOP)
                    time.sleep(SECONDS / 2)
                    redis.process.send_signal(signal.SIGCONT)
                yield tally
                yield reading
        finally:
            redis.stop()


def network(prepared):
    """The line to the primary is cut, silently and openly; then that to the replica."""
    with servers.pair() as pair, Proxy(pair.primary.port) as to_primary, Proxy(pair.replica.port) as to_replica:
        addresses = {
            "DATABASE_URL": pair.primary.address("clinic").replace(str(pair.primary.port), str(to_primary.port)),
            "REPLICA_URL": pair.replica.address("clinic").replace(str(pair.replica.port), str(to_replica.port)),
        }
        with prepared.stage(**addresses) as stage:
            desks = stage.look("desks", DESKS)
            with stage.site() as site:
                for name, line in {"primary": to_primary, "replica": to_replica}.items():
                    tally = Tally(f"line to the {name} cut", stage.kind)
                    reading = Tally(f"line to the {name} cut: readers", stage.kind)
                    with Readers(site.url, reading, READERS, PUBLIC), people(stage, site.url, tally, desks):
                        line.silent = True
                        time.sleep(SECONDS)
                        line.open()
                        time.sleep(2)
                        line.close()
                        time.sleep(SECONDS)
                        line.open()
                    yield tally
                    yield reading
