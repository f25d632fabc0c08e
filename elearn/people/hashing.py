"""Password hashes: argon2id with m=19 MiB, t=2, p=1 (OWASP), one at a time per process.

One at a time, because a hall that signs in together would otherwise take 19 MiB a head and both cores from those who
are already answering. Never call this inside a writing transaction: a hash takes about 22 ms.
"""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from elearn.people.passwords import LONGEST, normal

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_one_at_a_time = threading.Lock()
# A hash with the same costs that no password fits: an unknown account takes as long as a known one.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def hash_password(password: str) -> str:
    """Return the hash to store."""
    with _one_at_a_time:
        return _hasher.hash(normal(password))


def fits(stored: str | None, password: str) -> bool:
    """Say whether a password fits a stored hash; without one the same work is done and the answer is no."""
    text = normal(password)[: LONGEST + 1]
    with _one_at_a_time:
        try:
            return _hasher.verify(stored or _NOBODY, text) and stored is not None
        except (VerificationError, InvalidHashError):
            return False
