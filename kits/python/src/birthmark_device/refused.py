"""What a gateway refused, or a device itself."""


class Refused(Exception):  # noqa: N818 - it states what happened
    """What the gateway refused, or did not answer; the message says why."""


class NotTaken(Refused):
    """A message or receipt that counts for nothing; ``fault`` is the reason's name on the wire."""

    def __init__(self, fault: str, sentence: str) -> None:
        self.fault = fault
        super().__init__(f"{fault}: {sentence}")
