"""What waits in the spool becomes booking requests, once each and in order, when the database is back."""

import json
import logging
from datetime import datetime
from uuid import UUID, uuid5

from django.utils import timezone

from appointments import answers, intake, outage
from appointments.forms.offered import Offered
from appointments.outage import sealed_box, spool
from clinic_site import encryption

logger = logging.getLogger(__name__)


def content(sent, *, submission, reference, alarm, article, suspected_spam, promised_days, sent_at):
    """The bytes to seal of the Answers `sent`; all else as intake.receive takes it, `article` as text."""
    facts = {
        "submission": str(submission),
        "reference": reference,
        "alarm": alarm,
        "article": article,
        "suspected_spam": suspected_spam,
        "promised_days": promised_days,
        "sent_at": sent_at.isoformat(),
        "answers": answers.encode(sent),
    }
    return json.dumps(facts).encode()


def file_waiting(*, stopping=lambda: False, after_each=lambda: None):
    """File what waits, until `stopping()`; returns how many requests came of it.

    A file goes when its request is committed: killed in between, the next sender finds the request, and takes the file
    out. What cannot be opened or filed is set aside, and the others go on. Raises what the database raises.
    """
    done = 0
    for spooled in spool.waiting() if sealed_box.can_open() else ():
        if stopping():
            break
        try:
            done += _file(spooled)
        except FileNotFoundError:
            continue  # another sender was faster
        except Exception as error:
            if outage.is_one(error) or isinstance(error, encryption.WrongKey | OSError):
                raise
            logger.error("A request in the spool was set aside (%s): %s", type(error).__name__, spooled.path.name)
            spool.put_aside(spooled)
        else:
            spool.remove(spooled)
        after_each()
    return done


def _file(spooled):
    """Whether a new request came of it; not where it was received before the database went down, or twice."""
    facts = json.loads(spooled.content())
    sent, submission = answers.decode(facts["answers"]), UUID(facts["submission"])
    edition = Offered().edition(facts["article"])
    more = {
        "article": edition and edition.article,
        "alarm": facts["alarm"],
        "suspected_spam": facts["suspected_spam"],
        "promised_days": facts["promised_days"],
        "at": datetime.fromisoformat(facts["sent_at"]),
        "filed_at": timezone.now(),
    }
    request, is_new = intake.receive(sent, submission=submission, reference=facts["reference"], **more)
    if not is_new and not request.purged_at and request.answers != sent:
        # The same form with other answers, which nobody could refuse while the database was down: a second request.
        request, is_new = intake.receive(sent, submission=uuid5(submission, spooled.path.name), **more)
    if is_new:
        logger.info("Request %s came out of the spool.", request.reference)
    return is_new
