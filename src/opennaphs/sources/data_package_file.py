"""Open data packages of published plans: read again, and every file held against the checksums beside it."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from opennaphs.domain.errors import InputRefused, Place, Problem
from opennaphs.domain.publishing import checksum_of

DESCRIPTOR, DOCUMENT = "datapackage.json", "plan.naphs.json"
MOST_FILES = 50
MOST_BYTES = 256 * 1024 * 1024
DAMAGED = (BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True)
class DataPackage:
    """A data package as it was found: its description, the public plan document, and every file by its name."""

    descriptor: Mapping[str, Any]
    document: Mapping[str, Any]
    files: Mapping[str, bytes]

    @property
    def checksum(self) -> str:
        """The checksum its description states; empty when it states none."""
        stated: Any = self.descriptor.get("naphs")
        found = stated.get("checksum") if isinstance(stated, Mapping) else None
        return str(found or "").removeprefix("sha256:")


def parse_data_package(content: bytes, name: str) -> DataPackage:
    """Read a data package.

    Raises:
        InputRefused: it is no archive, larger than 256 MB unpacked, damaged, or without a plan or a description.
    """
    files = _unpacked(content, name)
    return DataPackage(_json(files, DESCRIPTOR, name), _json(files, DOCUMENT, name), files)


def package_problems(package: DataPackage, name: str) -> tuple[Problem, ...]:
    """Say what in a package is not as its description says: altered, missing or unknown files, a wrong checksum."""
    return (*_altered(package, name), *_wrong_checksum(package, name))


def _unpacked(content: bytes, name: str) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_BYTES:
                raise _refused(name, "The archive holds far more than a data package does.")
            return {one.filename: archive.read(one) for one in entries}
    except DAMAGED:
        raise _refused(name, "The file is no zip archive, or it is damaged.") from None


def _json(files: Mapping[str, bytes], path: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(files[path])
    except KeyError:
        raise _refused(name, f"There is no {path} in it.") from None
    except (ValueError, RecursionError):
        raise _refused(name, f"The file {path} in it is not valid JSON.") from None
    if not isinstance(found, dict):
        raise _refused(name, f"The file {path} in it is not what it should be.")
    return found


def _refused(name: str, what: str) -> InputRefused:
    return InputRefused.because(
        Place(name), what, "Give a data package that “naphs publish” or a workbench has written."
    )


def _altered(package: DataPackage, name: str) -> Iterator[Problem]:
    for resource in _resources(package):
        path = str(resource.get("path"))
        content = package.files.get(path)
        if content is None:
            yield _problem(name, f"The file {path} is missing.")
        elif resource.get("hash") != f"sha256:{sha256(content).hexdigest()}":
            yield _problem(name, f"The file {path} was altered: it does not have the checksum of its description.")


def _resources(package: DataPackage) -> list[Mapping[str, Any]]:
    found = package.descriptor.get("resources")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _wrong_checksum(package: DataPackage, name: str) -> Iterator[Problem]:
    try:
        computed = checksum_of(package.document)
    except (ValueError, UnicodeEncodeError):
        computed = ""
    if package.checksum != computed:
        yield _problem(name, "The plan in it does not have the checksum that is stated.")


def _problem(name: str, what: str) -> Problem:
    return Problem(Place(name), what, "Download it again from the permanent link; trust only what agrees with it.")
