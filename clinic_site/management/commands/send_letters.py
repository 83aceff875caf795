import logging
import os
import signal
import time

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from appointments import outage, privacy, unsent
from appointments.outage import filing, spool
from clinic_site import heartbeat
from clinic_site.backups.schedule import Keeper
from clinic_site.environment import BadSetting, reason
from clinic_site.mail import outbox
from conditions.reviews import reminders

logger = logging.getLogger(__name__)
PAUSE = 2  # seconds between two looks into the outbox
SOON, OFTEN, HOUR = 30, 5 * 60, 60 * 60  # seconds


class Command(BaseCommand):
    help = (
        "Sends the letters that are due, to the mail server in EMAIL_URL or into files in DATA_DIR/mail. With --watch "
        "it goes on until it is stopped, and destroys once an hour what purge_bookings would, answers that were not "
        "sent every five minutes, and starts keep_backups when that is due; `serve` starts it so. It files "
        "the requests that were sent while the database was down. "
        "Once a week it writes to the owners of pages that are due for clinical review."
    )

    def add_arguments(self, parser):
        parser.add_argument("--watch", action="store_true", help="go on until SIGTERM or Ctrl+C")
        parser.add_argument("--parent", type=int, metavar="PID", help="with --watch: end when this parent is gone")

    def handle(self, *, watch, parent, **options):
        mask = os.umask(0o077)  # letters in files are for their owner alone
        try:
            self.watch(parent) if watch else self.once()
        finally:
            os.umask(mask)

    def once(self):
        """Send the letters that are due, then queue the weekly ones. A fault there delays no other letter."""
        sender = outbox.Sender()
        try:
            outage.prepare()
        except (BadSetting, OSError) as error:  # letters do not depend on it
            logger.error("While the database is down, no request can be kept: %s", reason(error))
        filing.file_waiting()
        self.send(sender)
        try:
            if reminders.queue():
                self.send(sender)
        finally:
            self.stdout.write(", ".join(f"{sender.done[result]} {result}" for result in outbox.RESULTS))

    def send(self, sender):
        """One round, and as many more as it takes to write down what was sent."""
        while True:
            try:
                sender.round()
                break
            except Error:
                if not sender.untold:
                    raise
            time.sleep(PAUSE)
            close_old_connections()

    def watch(self, parent):
        """Outlives every fault, and says each once. A letter in hand is finished before the end."""
        self.stopped = False
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a closed terminal: the server beside it goes on, too
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)

        def stopping():
            return self.stopped or (parent is not None and os.getppid() != parent)

        def stopping_after_a_batch():
            heartbeat.beat()
            return stopping()

        sender, keeper, fault = outbox.Sender(), Keeper(), None
        soon_at = often_at = hourly_at = time.monotonic()
        while not stopping():
            try:
                close_old_connections()
                sender.round(stopping=stopping, after_each=heartbeat.beat)
                heartbeat.beat()
                if time.monotonic() >= often_at:
                    unsent.purge()
                    often_at = time.monotonic() + OFTEN
                if time.monotonic() >= hourly_at:
                    privacy.purge(stopping=stopping_after_a_batch)
                    reminders.queue()
                    spool.retry()
                    hourly_at = time.monotonic() + HOUR
                keeper.look()
                filing.file_waiting(stopping=stopping, after_each=heartbeat.beat)
                if time.monotonic() >= soon_at:
                    outage.prepare()  # with what is known now
                    soon_at = time.monotonic() + SOON
                fault = None
            except Exception as error:
                if type(error) is not fault:
                    logger.error("Letters wait: %s. Trying again every %s seconds.", type(error).__name__, PAUSE)
                fault = type(error)
            if not stopping():
                time.sleep(PAUSE)
        keeper.stop()

    def stop(self, *signal_and_frame):
        self.stopped = True
