"""Letters on their way: each due one is handed to the mail server, once, whatever that server does.

A sender claims a letter before it sends it: a conditional UPDATE counts the attempt and moves the next one LEASE
ahead, so that two senders never send one letter. What the server has taken is never sent again, though the database
may fail just then: the sender remembers it, and writes it down when the database answers. One window is left: a
sender killed between the server's yes and that write. Then the letter goes out again after LEASE, under the same
Message-ID, by which mail programs know a double.

Log lines name the letter and the kind of error, never what the error says: mail servers repeat addresses.
"""

import contextlib
import logging
from collections import Counter
from datetime import timedelta
from email.headerregistry import Address
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone

from clinic_site import encryption
from clinic_site.directory.clinic import Clinic
from clinic_site.mail.letters import Letter

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)  # longer than talking to a slow server takes: EMAIL_TIMEOUT is for each of some ten steps
WAITS = [  # after the first failed attempt, the second, and so on; after one more the letter has failed
    *[timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)],
    *[timedelta(hours=hours) for hours in (4, 12, 24)],
]
SENT, LATER, FAILED = RESULTS = "sent", "put off", "failed"
letter_sent, letter_failed = Signal(), Signal()  # with `letter` and `at`, in the transaction that writes it down


class NoServer(Exception):
    """The mail server cannot be reached, or lets nobody in."""


class Sender:
    """Sends, round after round.

    `untold`: {letter: when} of what a server took and the database does not know yet. `done`: how many letters were
    SENT, put off for LATER or FAILED.
    """

    def __init__(self):
        self.untold = {}
        self.done = Counter()

    def round(self, *, at=None, stopping=lambda: False, after_each=lambda: None):
        """Send what is due, until `stopping()`; call `after_each()` whenever a letter was sent or put off.

        Where no server can be reached the round ends: one letter is put off, the others stay due. Where one letter
        makes the server fail, the next ones go out. Raises what the database raises; call again.
        """
        clock = (lambda: at) if at else timezone.now
        self._tell()
        server, sender = mail.get_connection(), from_address()
        due = Letter.objects.filter(state=Letter.State.QUEUED, next_attempt_at__lte=clock())
        try:
            for pk in due.order_by("next_attempt_at", "pk").values_list("pk", flat=True):
                if stopping():
                    break
                if letter := _claim(pk, clock()):
                    self._send(letter, server, sender, clock)
                after_each()
        except NoServer:
            pass
        finally:
            _hang_up(server)

    def _send(self, letter, server, sender, clock):
        try:
            message = _message(letter, sender, server)
        except encryption.WrongKey:
            logger.error("None of BOOKING_KEYS opens the address of letter %s. It waits for the former key.", letter)
            _mine(letter).update(attempts=F("attempts") - 1)
            self.done[LATER] += 1
            return
        try:
            server.open()
        except Exception as error:
            self._put_off(letter, error, clock())
            raise NoServer from None
        try:
            server.send_messages([message])
        except Exception as error:
            _hang_up(server)
            self._fail(letter, error, clock()) if _is_final(error) else self._put_off(letter, error, clock())
            return
        self.untold[letter] = clock()
        self._tell()

    def _tell(self):
        """Write down what was taken; what the database does not accept stays in `untold`."""
        for letter, at in list(self.untold.items()):
            with transaction.atomic():
                unsent = Letter.objects.filter(pk=letter.pk).exclude(state=Letter.State.SENT)
                if unsent.update(state=Letter.State.SENT, sent_at=at, sealed_to=""):
                    letter_sent.send(Letter, letter=letter, at=at)
            del self.untold[letter]
            self.done[SENT] += 1
            logger.info("Letter %s was sent.", letter)

    def _put_off(self, letter, error, at):
        if letter.attempts > len(WAITS):
            self._fail(letter, error, at)
            return
        wait = WAITS[letter.attempts - 1]
        _mine(letter).update(next_attempt_at=at + wait)
        self.done[LATER] += 1
        logger.warning("Letter %s was not sent (%s). Next attempt in %s.", letter, _kind(error), wait)

    def _fail(self, letter, error, at):
        """Nobody tries again, so that nobody needs the address."""
        with transaction.atomic():
            if _mine(letter).update(state=Letter.State.FAILED, sealed_to=""):
                letter_failed.send(Letter, letter=letter, at=at)
        self.done[FAILED] += 1
        logger.error("Letter %s cannot be delivered (%s). It is given up.", letter, _kind(error))


def from_address():
    """Whom letters come from: MAIL_FROM, with the clinic's name where it has none of its own."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Address(name or Clinic.load().name, addr_spec=address)


@transaction.atomic
def _claim(pk, at):
    """The letter, this sender's alone for LEASE; None where it is not due any longer."""
    due = Letter.objects.filter(pk=pk, state=Letter.State.QUEUED, next_attempt_at__lte=at)
    if due.update(attempts=F("attempts") + 1, next_attempt_at=at + LEASE):
        return Letter.objects.select_related("request").get(pk=pk)


def _message(letter, sender, server):
    text, html = letter.words()
    message = mail.EmailMultiAlternatives(
        letter.subject,
        text,
        str(sender),
        [letter.to],
        headers={"Message-ID": f"<{letter.message_id}@{sender.domain}>", "Auto-Submitted": "auto-generated"},
        connection=server,
    )
    message.attach_alternative(html, "text/html")
    return message


def _mine(letter):
    """The letter's row, unless somebody else claimed, sent or dropped it meanwhile."""
    return Letter.objects.filter(pk=letter.pk, state=Letter.State.QUEUED, attempts=letter.attempts)


def _is_final(error):
    """Whether the server said that it will never take this letter (5xx: RFC 5321, 4.2.1)."""
    return isinstance(error, SMTPRecipientsRefused | SMTPDataError) and 500 <= _code(error) <= 599


def _code(error):
    """The number that the server answered with, if it did."""
    if isinstance(error, SMTPRecipientsRefused):
        return min(code for code, _text in error.recipients.values())
    return getattr(error, "smtp_code", None)


def _kind(error):
    return " ".join(map(str, filter(None, [type(error).__name__, _code(error)])))


def _hang_up(server):
    with contextlib.suppress(OSError):  # SMTP's errors are OSErrors
        server.close()
