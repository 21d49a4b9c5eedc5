"""Waking the worker. It carries no payload: the outbox in the database says what there is to do."""

from typing import Protocol


class Jobs(Protocol):
    def wake(self) -> None:
        """Tell a waiting worker to look at the outbox now. Never blocks, never raises when no worker listens."""

    def wait(self, seconds: float) -> bool:
        """Block until woken (True) or until `seconds` have passed (False)."""

    def close(self) -> None:
        """Let go of the channel."""
