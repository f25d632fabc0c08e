"""A reading process that fails by a fault of its own: `python -m tests.questions.formats.failing`."""

from elearn.questions import read_apart


def _fail() -> None:
    raise KeyError("what nobody thought of")


if __name__ == "__main__":
    read_apart.run(_fail)
