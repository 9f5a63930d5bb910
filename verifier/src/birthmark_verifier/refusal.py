"""Why something is not accepted: each reason has a name for programs and a sentence for people."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """A reason to refuse; its value is the sentence, without a full stop."""

    @property
    def sentence(self) -> str:
        """What was found, for people."""
        return str(self.value)


class Refused(Exception):  # noqa: N818 - the protocol's word: a refusal is an answer, not an error
    """What was given is not what it says, or does not prove what it should.

    Carries the reason, and in ``detail`` what was found, which may be empty.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The reason's sentence, with what was found."""
        said = self.reason.sentence
        return f"{said} ({self.detail})" if self.detail else said
