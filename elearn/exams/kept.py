"""Values kept in memory, the ones used last; for what never changes under its key."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The values used last, at most so many; safe between threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.values: OrderedDict[K, V] = OrderedDict()
        self.lock = Lock()

    def get(self, key: K) -> V | None:
        """Return a kept value."""
        with self.lock:
            value = self.values.get(key)
            if value is not None:
                self.values.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> V:
        """Keep a value, forget the one that was used longest ago."""
        with self.lock:
            self.values[key] = value
            if len(self.values) > self.most:
                self.values.popitem(last=False)
        return value

    def forget(self, key: K) -> None:
        """Forget a value."""
        with self.lock:
            self.values.pop(key, None)
