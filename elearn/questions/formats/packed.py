"""Zip packages and XML from strangers: bounded and without entities. Pure.

A package may unpack to so much and no more; sizes are counted while reading, since headers may lie.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from elearn.errors import marked
from elearn.questions.formats.reading import Unreadable

MOST_MEMBERS = 2_000
MOST_BYTES = 60_000_000
BROKEN = marked("The file is damaged or cut off. Open it again in its own program, save it and send it once more.")

ENTITIES = marked("The file holds entities, which no question bank needs. It is refused.")
TOO_LARGE = marked("The file unpacks to far more than a question bank needs.")


@contextmanager
def open_package(data: bytes) -> Iterator[zipfile.ZipFile]:
    """Open a zip package. Raises Unreadable for one that is damaged, encrypted or far too large."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _check(package)
            yield package
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise Unreadable("broken", BROKEN) from error


def _check(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise Unreadable("too-large", TOO_LARGE)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("encrypted", marked("The file is protected by a password. Save it without one."))


def read_member(package: zipfile.ZipFile, name: str, most: int = MOST_BYTES) -> bytes:
    """Return one member's bytes; stops where it unpacks to more than its header or `most` says."""
    try:
        with package.open(name) as member:
            body = member.read(most + 1)
    except (RuntimeError, KeyError, ValueError, struct.error) as error:
        raise Unreadable("broken", BROKEN) from error
    if len(body) > most:
        raise Unreadable("too-large", TOO_LARGE)
    return body


def parsed_xml(body: bytes, may_name_type: bool = False) -> Element:
    """Parse XML without entities and outside references; it may name its document type, which is not loaded.

    Raises Unreadable.
    """
    try:
        root: Element = fromstring(body, forbid_dtd=not may_name_type)
    except DefusedXmlException as error:
        raise Unreadable("entities", ENTITIES) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable("broken", BROKEN) from error
    return root
