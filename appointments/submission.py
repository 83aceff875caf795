"""The token in a form: which submission it is, signed, with the moment at which its page was opened."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

SIGNER = TimestampSigner(salt="appointments.submission")


@dataclass(frozen=True)
class Token:
    """`submission` is None where the signature is not ours."""

    text: str
    submission: UUID | None

    @classmethod
    def new(cls):
        submission = uuid4()
        return cls(SIGNER.sign(str(submission)), submission)

    @classmethod
    def read(cls, text):
        try:
            return cls(text, UUID(SIGNER.unsign(text)))
        except BadSignature:
            return cls(text, None)

    def older_than(self, age):
        """Whether the page was opened longer ago than `age` (seconds or a timedelta)."""
        try:
            SIGNER.unsign(self.text, max_age=age)
        except SignatureExpired:
            return True
        return False
