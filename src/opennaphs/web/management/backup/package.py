"""The file of a backup: written whole or not at all, and opened only when every checksum in it holds."""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from opennaphs.domain.errors import NaphsError

FORMAT = "opennaphs-backup/1"
ABOUT, SUMS = "about.json", "SHA256SUMS"
CHUNK = 1024 * 1024
DAMAGES = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
"""What reading a damaged archive raises: a flipped bit can make it encrypted, of an unknown kind, or no text."""


@dataclass
class Writer:
    """A backup being written: members, each with its checksum."""

    archive: zipfile.ZipFile
    sums: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, lines: Iterable[str]) -> int:
        """Write a member; give how many lines it has."""
        digest, count = hashlib.sha256(), 0
        with self.archive.open(name, "w", force_zip64=True) as out:
            for count, line in enumerate(lines, start=1):  # noqa: B007 - the last number is the answer
                content = line.encode()
                digest.update(content)
                out.write(content)
        self.sums[name] = digest.hexdigest()
        return count

    def close(self, about: dict[str, Any]) -> None:
        """Write what the backup says of itself, and all checksums."""
        self.add(ABOUT, [json.dumps({"format": FORMAT, **about}, indent=1, ensure_ascii=False) + "\n"])
        self.archive.writestr(SUMS, "".join(f"{digest}  {name}\n" for name, digest in self.sums.items()))


@dataclass(frozen=True)
class Backup:
    """A backup whose checksums hold."""

    archive: zipfile.ZipFile
    about: dict[str, Any]

    def lines(self, name: str) -> Iterator[str]:
        """Give the lines of a member."""
        with self.archive.open(name) as member:
            yield from TextIOWrapper(member, encoding="utf-8", newline="\n")


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """Write a backup beside its place and move it there when it is whole; only its owner can read it.

    Raises:
        NaphsError: there is a file of that name, or its folder is not there.
    """
    if path.exists():
        message = f"There is a file {path} already, and a backup overwrites nothing. Choose another name."
        raise NaphsError(message)
    if not path.parent.is_dir():
        message = f"There is no folder {path.parent}. Make it, or choose another."
        raise NaphsError(message)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup after holding every byte of it against its checksums.

    Raises:
        NaphsError: it is not there, not a backup, not whole, or not as it was written.
    """
    if not path.is_file():
        message = f"There is no file {path}."
        raise NaphsError(message)
    try:
        _check(path)
    except DAMAGES as error:
        raise _damaged(path, str(error) or type(error).__name__) from error
    with zipfile.ZipFile(path) as archive:
        about = json.loads(archive.read(ABOUT))
        _check_format(about, path)
        yield Backup(archive, about)


def _check(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        _check_members(archive, path)


def _check_members(archive: zipfile.ZipFile, path: Path) -> None:
    """Hold members against checksums: those listed, all of those, nothing else."""
    names = archive.namelist()
    if names.count(SUMS) != 1 or archive.testzip() is not None:
        raise _damaged(path, "a part of it cannot be read")
    told = [line.split("  ", 1) for line in archive.read(SUMS).decode(errors="replace").splitlines()]
    if sorted(names) != sorted([SUMS, *(one[-1] for one in told)]) or ABOUT not in names:
        raise _damaged(path, "parts are missing or do not belong in it")
    for digest, name in told:
        if _digest(archive, name) != digest:
            raise _damaged(path, f"{name} is not as it was written")


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        while chunk := member.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _check_format(about: dict[str, Any], path: Path) -> None:
    if about.get("format") != FORMAT:
        message = f"{path} is a backup of the kind {about.get('format')}; this version reads {FORMAT}."
        raise NaphsError(message)


def _damaged(path: Path, what: str) -> NaphsError:
    return NaphsError(f"{path} is not a whole backup ({what}). Nothing was changed. Take another copy of it.")


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a whole file, to be noted where whoever holds the file cannot reach."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
