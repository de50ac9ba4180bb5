# ruff: noqa: INP001 - a script of its own, run while an image is made
"""Write the part of the lock that the workbench needs to run: what tests and checks need stays out of an image.

Run by a Python in which the whole lock is installed, because what a package needs stands in the package.
"""

import re
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

BLOCK = re.compile(r"^([\w.-]+)==(?:.*\\\n)*.*", re.MULTILINE)


def needed(requirements: list[str]) -> set[str]:
    """Give the names of some requirements and of all that these need in turn, on this kind of machine."""
    found: set[tuple[str, str]] = set()
    left = [(Requirement(one), "") for one in requirements]
    while left:
        one, extra = left.pop()
        if one.marker and not one.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(one.name)
        for wanted in {"", *one.extras} - {known for package, known in found if package == name}:
            found.add((name, wanted))
            left += [(Requirement(text), wanted) for text in requires(name) or ()]
    return {name for name, _ in found}


def main() -> None:
    """Write the blocks of the lock, hashes included."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = needed(project["dependencies"])
    lock = Path("requirements.lock").read_text(encoding="utf-8")
    blocks = [(canonicalize_name(found.group(1)), found.group(0)) for found in BLOCK.finditer(lock)]
    if missing := names - {name for name, _ in blocks}:
        sys.exit(f"Not in requirements.lock: {', '.join(sorted(missing))}. Run “make lock”.")
    print("\n".join(block for name, block in blocks if name in names))


if __name__ == "__main__":
    main()
