"""Processes of the served site and its database are killed, while patients ask for visits and authors publish."""

import time

from tests.chaos.counting import Tally
from tests.chaos.people import Authors, Patients
from tests.chaos.stages import kill, pause

PATIENTS, DESKS = 10, 2


def scenarios(prepared, chance, share):
    """Tallies of each kind of victim; `share` of the usual number of kills."""
    with prepared.stage() as stage:
        desks = stage.look("desks", DESKS)
        senders = 0
        with stage.site() as site:
            for name, kills, victim in VICTIMS:
                if victim in OF_POSTGRESQL and not stage.server:
                    continue
                tally = Tally(f"served: {name}", stage.kind)
                crowd = Patients(site.url, tally, PATIENTS), Authors(site.url, tally, desks)
                with crowd[0], crowd[1]:
                    for _ in stage.tries(max(1, round(kills * share))):
                        victim(stage, site, chance, tally)
                    time.sleep(2)
                stage.check(tally, *crowd)
                senders += tally.kills if victim in OF_SENDERS else 0
                yield tally
        yield letters(stage, senders)


def a_worker(stage, site, chance, tally):
    pause(chance, 0.3, 1.2)
    _, workers, _ = site.family()
    _kill(workers and [chance.choice(workers)], tally)


def the_master(stage, site, chance, tally):
    pause(chance, 1, 4)
    leads, _, _ = site.family()
    _kill(leads, tally)
    site.start_again()


def the_sender(stage, site, chance, tally):
    pause(chance, 0.5, 4)
    _, _, senders = site.family()
    _kill(senders, tally)


def the_service(stage, site, chance, tally):
    pause(chance, 1, 4)
    site.kill()
    tally.count("kills")
    site.start_again()


def a_backend(stage, site, chance, tally):
    """One process of the database is killed; PostgreSQL then ends all connections and recovers."""
    pause(chance, 0.5, 3)
    numbers = stage.server.ask(f"SELECT array_agg(pid) FROM pg_stat_activity WHERE datname = '{stage.database}'")
    _kill(numbers and [chance.choice(numbers)], tally)
    stage.server.wait_until_up()


def the_database(stage, site, chance, tally):
    """It is stopped at once, and started again after a while."""
    pause(chance, 1, 4)
    stage.server.kill()
    tally.count("kills")
    pause(chance, 0, 3)
    stage.server.start()


OF_SENDERS = {the_sender, the_service}
OF_POSTGRESQL = {a_backend, the_database}
VICTIMS = [
    ("a web worker", 60, a_worker),
    ("the web master", 5, the_master),
    ("the sender", 4, the_sender),
    ("the whole service", 5, the_service),
    ("a database process", 10, a_backend),
    ("the database", 8, the_database),
]


def _kill(numbers, tally):
    for number in numbers or []:
        if kill(number):
            tally.count("kills")


def letters(stage, senders):
    """The letters of all those requests: each went out, and no more of them twice than senders were killed."""
    tally = Tally("served: letters", stage.kind)
    stage.look("send_letters", minutes=16)
    states = dict(stage.look("letters"))
    taken = [letter["Message-ID"].strip("<>").partition("@")[0] for letter in list(stage.post.taken)]
    for number, state in states.items():
        tally.count("tried")
        if state == "sent":
            tally.count("acknowledged")
        if number not in taken:
            tally.count("lost", f"letter {number} is {state} and never came")
    doubled = sum(taken.count(number) - 1 for number in set(taken))
    tally.twice = min(doubled, senders)
    tally.doubled = doubled - tally.twice
    return tally
