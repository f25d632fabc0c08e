"""Faults on purpose: a library before the C library delays or fails fsync and fills the disk, by a control file."""

import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("fsync_shim.c")


def library(folder: Path) -> Path:
    """Compile the library."""
    made = folder / "fsync_shim.so"
    if not made.exists():
        subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", str(made), str(SOURCE), "-ldl"], check=True)
    return made


def environment(folder: Path) -> dict[str, str]:
    """Return what a server needs to obey the control file."""
    return {"LD_PRELOAD": str(library(folder)), "FSYNC_SHIM": str(folder / "shim.txt")}


def control(folder: Path, word: str) -> None:
    """Say what happens from now on: "ok", "delay MS", "eio" (fsync fails) or "full" (writes fail)."""
    part = folder / "shim.part"
    part.write_text(word)
    part.rename(folder / "shim.txt")


def slow_fsync(folder: Path, milliseconds: int) -> dict[str, str]:
    """Return the environment of a server whose every fsync takes so much longer."""
    control(folder, f"delay {milliseconds}")
    return environment(folder)
