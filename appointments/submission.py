"""The token in a form: which submission it is, signed, with the moment at which its page was opened."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

AGAIN = "+"
SIGNER = TimestampSigner(salt="appointments.submission")


@dataclass(frozen=True)
class Token:
    """`submission` is None where the signature is not ours. `again`: it takes the place of a token that was ours, on a
    page that stood open before."""

    text: str
    submission: UUID | None
    again: bool = False

    @classmethod
    def new(cls, submission=None, again=False):
        submission = submission or uuid4()
        return cls(SIGNER.sign(f"{submission}{AGAIN if again else ''}"), submission, again)

    @classmethod
    def read(cls, text):
        try:
            signed = SIGNER.unsign(text)
        except BadSignature:
            return cls(text, None)
        return cls(text, UUID(signed.removesuffix(AGAIN)), signed.endswith(AGAIN))

    def renewed(self):
        """A token for the next try from the same page. A forged one never becomes one of ours that need not wait."""
        return Token.new(again=self.submission is not None)

    def sooner_than(self, seconds):
        """Whether the form was filled in within so few seconds; not to be told from a page that was open before."""
        return not self.again and not self.older_than(seconds)

    def older_than(self, age):
        """Whether the page was opened longer ago than `age` (seconds or a timedelta)."""
        try:
            SIGNER.unsign(self.text, max_age=age)
        except SignatureExpired:
            return True
        return False
