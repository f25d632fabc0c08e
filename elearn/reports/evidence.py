"""The evidence of a bulletin as one .zip: written alike to the byte each time, read without trusting it. Pure."""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from elearn.errors import RuleBroken, marked
from elearn.reports.bulletin_content import FILES, NAMES

FORMAT = "elearn-evidence-1"
MANIFEST, SUMS, README = "manifest.json", "SHA256SUMS", "README.txt"
KNOWN = {*FILES, MANIFEST, SUMS, README}
NEEDED = KNOWN - {NAMES, README}
LARGEST_FILE, LARGEST_WHOLE, LARGEST_ZIP = 250_000_000, 400_000_000, 100_000_000
STEEPEST, STEEP_FROM = 100, 20_000_000
"""A file of more than 20 MB that unpacks to over a hundred times its packed size is a bomb."""
AT_ONCE = 1 << 20

ABOUT = """通报的证据包。里面的每个数字都可以不连接数据库、只凭花名册和规则重新算出来：

    elearn report verify 本文件.zip

figures.jsonl      每张表的每一行（已封存的数字）
roster.jsonl       当天的花名册：每人所在单位、职务、完成情况、成绩（不含姓名）
names.jsonl        姓名（只有导出人确认后才会有这个文件）
rules.json         培训班、完成条件、门槛、及格线、排名规则
definitions.json   指标口径
manifest.json      是哪一期通报，谁签发；五个文件的校验和
SHA256SUMS         校验和，也可用 sha256sum -c SHA256SUMS 核对
"""


@dataclass(frozen=True)
class Evidence:
    """What a .zip held: the files, what it says of the bulletin, and which files differ from their checksums."""

    files: Mapping[str, bytes]
    manifest: Mapping[str, Any]
    wrong: tuple[str, ...]


def checksum(body: bytes) -> str:
    """Return the SHA-256 of a file."""
    return sha256(body).hexdigest()


def digest_of(sums: Mapping[str, str]) -> str:
    """Return the checksum of a whole bulletin: that of the list of its files' checksums, as sha256sum writes it."""
    return checksum("".join(f"{sums[name]}  {name}\n" for name in sorted(FILES)).encode())


def build(bulletin: Mapping[str, Any], sums: Mapping[str, str], files: Mapping[str, bytes]) -> bytes:
    """Return the .zip. `files` are the frozen ones, with or without the names; `sums` the checksums of all."""
    manifest = {"format": FORMAT, "bulletin": bulletin, "digest": digest_of(sums), "sha256": dict(sums)}
    told = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    bodies = {MANIFEST: told.encode(), README: ABOUT.encode(), **files}
    listed = "".join(f"{checksum(body)}  {name}\n" for name, body in sorted(bodies.items()))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in {**bodies, SUMS: listed.encode()}.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, body)
    return buffer.getvalue()


def read(body: bytes) -> Evidence:
    """Read a .zip that anybody may have made. Raises RuleBroken for what is no evidence of a bulletin."""
    if len(body) > LARGEST_ZIP:
        raise RuleBroken("evidence-large", marked("The file is larger than any evidence of a bulletin."))
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            files = {entry.filename: _unpacked(packed, entry) for entry in _entries(packed)}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        raise RuleBroken("evidence-no-zip", marked("This is no .zip file, or it is damaged.")) from None
    manifest = _manifest(files[MANIFEST])
    return Evidence(files, manifest, tuple(_wrong(files, manifest)))


def _entries(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = packed.infolist()
    names = [entry.filename for entry in entries]
    strange = [name for name in names if name not in KNOWN]
    if strange:
        raise RuleBroken(
            "evidence-path",
            marked("“%(name)s” has no place in the evidence of a bulletin. Nothing was unpacked."),
            name=strange[0][:80],
        )
    if len(set(names)) != len(names):
        raise RuleBroken("evidence-twice", marked("A file is in there twice. Nothing was unpacked."))
    missing = sorted(NEEDED - set(names))
    if missing:
        raise RuleBroken("evidence-lacks", marked("%(name)s is missing in the file."), name=missing[0])
    if any(entry.flag_bits & 1 for entry in entries):
        raise RuleBroken("evidence-locked", marked("The file is locked with a password."))
    if sum(entry.file_size for entry in entries) > LARGEST_WHOLE or any(map(_is_steep, entries)):
        raise _bomb()
    return entries


def _is_steep(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > STEEP_FROM and entry.file_size > STEEPEST * max(1, entry.compress_size)


def _unpacked(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Unpack a file piece by piece: what a head says of its size need not be true."""
    if entry.file_size > LARGEST_FILE:
        raise _bomb()
    pieces, size = [], 0
    with packed.open(entry) as source:
        while piece := source.read(AT_ONCE):
            size += len(piece)
            if size > entry.file_size:
                raise _bomb()
            pieces.append(piece)
    return b"".join(pieces)


def _bomb() -> RuleBroken:
    return RuleBroken("evidence-bomb", marked("The file would unpack to far more than a bulletin has. It was refused."))


def _manifest(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    known = isinstance(found, dict) and found.get("format") == FORMAT and isinstance(found.get("sha256"), dict)
    if not known or not isinstance(found["bulletin"], dict):
        raise RuleBroken("evidence-manifest", marked("manifest.json does not say that this is evidence of a bulletin."))
    return dict(found)


def _wrong(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> list[str]:
    """Return the files that differ from the checksums that came with them, in either of the two lists."""
    lines = files[SUMS].decode("utf-8", "replace").splitlines()
    listed = {name: said for said, _, name in (line.partition("  ") for line in lines)}
    said: Mapping[str, Any] = manifest["sha256"]
    found = [name for name, body in files.items() if name != SUMS and listed.get(name) != checksum(body)]
    found += [name for name in FILES if name in files and said.get(name) != checksum(files[name])]
    if any(name not in said for name in FILES) or manifest.get("digest") != digest_of(said):
        found.append(MANIFEST)
    return sorted(set(found))
