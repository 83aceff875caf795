"""Commands are killed at random moments, run again, killed again, and at last run to their end."""

import time

from tests.chaos.counting import Tally, compare, twice_taken
from tests.chaos.stages import COMMAND, KEYS, LOOK, kill, pause
from tests.site.processes import ROOT

DEMO = str(ROOT / "conditions/demo")
LATER = {app: f"tests.{app}.later_migrations" for app in ("conditions", "appointments")}
LONGER = 1.25  # a kill may come so much later than a command takes: some come to their end


def scenarios(prepared, chance, share):
    for scenario, kills in SCENARIOS.items():
        wanted = max(2, round(kills * share))
        tally = scenario(prepared, chance, wanted)
        if tally.kills < wanted:
            tally.notes.append(f"time was over, or it was done too often before: {tally.kills} of {wanted} kills")
        yield tally


class Killer:
    """Kills jobs in `stage` at a random moment of the time that one takes."""

    def __init__(self, stage, chance, tally):
        self.stage, self.chance, self.tally = stage, chance, tally
        self.longest = None

    def run(self, call, *arguments, **named):
        """Let it come to its end, once, to learn how long it takes; returns its result."""
        began = time.monotonic()
        result = self.stage.inside.do(call, *arguments, **named)
        self.longest = time.monotonic() - began
        return result

    def kill(self, call, *arguments, **named):
        """Returns (whether it had come to its end before, its result)."""
        self.tally.count("tried")
        number = self.stage.inside.start(call, *arguments, **named)
        pause(self.chance, 0, self.longest * LONGER)
        kill(number)
        whole, result = self.stage.inside.end()
        if whole:
            self.tally.count("acknowledged")
        else:
            self.tally.expect(result is None, f"{call} failed by itself: {result}")
            self.tally.count("kills")
        return whole, result

    def until(self, kills):
        """Numbers of tries, until so many were killed."""
        for number in self.stage.tries(3 * kills):
            if self.tally.kills >= kills:
                break
            yield number


def publishing(prepared, chance, kills):
    with prepared.stage() as stage:
        tally = Tally("killed: publishing", stage.kind)
        killer, call, told = Killer(stage, chance, tally), LOOK.format("publish"), {}
        killer.run(call, 0)
        for number in killer.until(kills):
            whole, slug = killer.kill(call, number + 1)
            if whole:
                told[f"change {number + 1}"] = slug
        compare(tally, told, [pair for pair in stage.look("changes") if pair[0].startswith("change ")])
        stage.check(tally)
        return tally


def importing(prepared, chance, kills):
    """All of it or nothing."""
    with prepared.stage("empty") as stage:
        tally = Tally("killed: import", stage.kind)
        killer = Killer(stage, chance, tally)
        job = (COMMAND, "import_articles", DEMO)
        killer.run(*job)
        everything, digest = stage.look("articles"), stage.look("digest_of_editions")
        stage.begin_anew("empty")
        for _ in killer.until(kills):
            whole, _result = killer.kill(*job)
            there = stage.look("articles")
            tally.expect(there in (0, everything), f"{there} articles of {everything} were imported")
            if whole and there == 0:
                tally.count("lost", "an import that was acknowledged")
            if there:
                stage.check(tally)
                stage.begin_anew("empty")
        killer.run(*job)
        tally.expect(stage.look("digest_of_editions") == digest, "another import than the first one")
        stage.check(tally)
        return tally


def backing_up(prepared, chance, kills):
    with prepared.stage() as stage:
        tally = Tally("killed: backup", stage.kind)
        stage.look("fill", 200)
        folder = stage.folder / "backups"
        killer, job = Killer(stage, chance, tally), (COMMAND, "backup", str(folder))
        killer.run(*job, keep=100)
        told = {path.name: "whole" for path in folder.glob("*.tar")}
        for _ in killer.until(kills):
            whole, said = killer.kill(*job, keep=100)
            if whole:
                told[said.split(":")[0].rpartition("/")[2]] = "whole"
            _whole(stage, tally, folder)  # at once: the next one of the same second takes its place
        killer.run(*job, keep=100)
        compare(tally, told, [(name, "whole") for name in _whole(stage, tally, folder)])
        tally.expect(not list(folder.glob(".*")), "the last backup left unfinished ones behind")
        stage.check(tally)
        return tally


def _whole(stage, tally, folder):
    found, faults = stage.look("whole_backups", str(folder))
    for fault in faults:
        tally.count("wrong", fault)
    return found


def rotating(prepared, chance, kills):
    """Back and forth between two keys."""
    with prepared.stage() as stage:
        tally = Tally("killed: key rotation", stage.kind)
        stage.look("fill", 400)
        killer, digest = Killer(stage, chance, tally), stage.look("digest", settings={"BOOKING_KEYS": KEYS})
        job, keys = (COMMAND, "rotate_booking_keys"), KEYS[::-1]
        killer.run(*job, settings={"BOOKING_KEYS": keys})
        for _ in killer.until(kills):
            whole, _said = killer.kill(*job, settings={"BOOKING_KEYS": keys[::-1]})
            tally.expect(stage.look("digest", settings={"BOOKING_KEYS": KEYS}) == digest, "words are lost or others")
            if whole:
                _rotated(stage, tally, digest, keys[1])
                keys = keys[::-1]
        killer.run(*job, settings={"BOOKING_KEYS": keys[::-1]})
        _rotated(stage, tally, digest, keys[1])
        stage.check(tally)
        return tally


def _rotated(stage, tally, digest, key):
    """Everything is opened, and found, with the new key alone."""
    alone = {"BOOKING_KEYS": [key]}
    tally.expect(stage.look("digest", settings=alone) == digest, "words are lost or others with the new key alone")
    left = stage.look("left_to_rotate", settings=alone)
    tally.expect(left == 0, f"{left} fields are left that the new key does not open or find")


def purging(prepared, chance, kills):
    with prepared.stage() as stage:
        tally = Tally("killed: purge", stage.kind)
        kept, doomed = 100, 400
        stage.look("fill", kept)
        killer, job = Killer(stage, chance, tally), (COMMAND, "purge_bookings")
        all_doomed = stage.look("fill", doomed, closed_days_ago=100) - kept
        killer.run(*job)
        for _ in killer.until(kills):
            if stage.look("purged")[3] < doomed / 2:
                all_doomed = stage.look("fill", doomed, closed_days_ago=100) - kept
            whole, _said = killer.kill(*job)
            gone, still, half, due = stage.look("purged")
            tally.expect(half == 0, f"{half} requests are half purged")
            tally.expect(still - due == kept, f"{kept - still + due} requests lost words that were not due")
            tally.expect(not whole or due == 0, f"{due} requests kept their words when it had ended")
        killer.run(*job)
        gone, still, half, due = stage.look("purged")
        tally.expect([gone, still, half, due] == [all_doomed, kept, 0, 0], f"in the end: {[gone, still, half, due]}")
        stage.check(tally)
        return tally


def migrating(prepared, chance, kills):
    """To a later release and back again, by its own migrations (tests/*/later_migrations)."""
    with prepared.stage() as stage:
        tally = Tally("killed: migration", stage.kind)
        stage.look("fill", 200)
        digest = stage.look("digest")
        later, call = {"MIGRATION_MODULES": LATER}, LOOK.format("migrate")
        killer, forward = Killer(stage, chance, tally), True
        killer.run(call, True, settings=later)
        killer.run(call, False, settings=later)
        for tries in killer.until(kills):
            whole, _said = killer.kill(call, forward, settings=later)
            if whole or tries % 3 == 2:
                stage.inside.do(call, forward, settings=later)
                stage.check(tally)
                forward = not forward
        stage.inside.do(call, True, settings=later)
        stage.inside.do(call, False, settings=later)
        tally.expect(stage.look("digest") == digest, "what was there before is not what is there now")
        stage.check(tally)
        return tally


def sending(prepared, chance, kills):
    """Letters: each goes out; twice at most where its sender was killed between the server's yes and its note."""
    with prepared.stage() as stage:
        tally = Tally("killed: sending letters", stage.kind)
        taken, sender = [], [0]
        stage.post.on_taken = lambda letter: taken.append((letter["Message-ID"].partition("@")[0][1:], sender[0]))
        stage.look("fill", 20)
        killer, call = Killer(stage, chance, tally), LOOK.format("send_letters")
        killer.run(call)
        for tries in killer.until(kills):
            sender[0] += 1
            if stage.look("waiting") < 20:
                stage.look("fill", 20)
            killer.kill(call, minutes=16 * (tries + 1))
        sender[0] += 1
        stage.inside.do(call, minutes=16 * (tries + 3))
        tally.tried = tally.acknowledged = 0  # of letters, not of rounds
        times = [letter for letter, _ in taken]
        for letter, state in stage.look("letters"):
            tally.count("tried")
            if state == "sent":
                tally.count("acknowledged")
            if letter not in times:
                tally.count("lost", f"a letter is {state} and never came")
            tally.expect(state == "sent", f"a letter is {state}")
        outside, within = twice_taken(taken)
        for letter in outside:
            tally.count("doubled", f"letter {letter} came twice outside of the window")
        for _ in within:
            tally.count("twice")
        return tally


SCENARIOS = {  # and kills of each
    importing: 6,
    publishing: 40,
    backing_up: 40,
    rotating: 30,
    sending: 40,
    purging: 16,
    migrating: 16,
}
