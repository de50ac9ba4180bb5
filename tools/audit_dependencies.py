"""Look the pinned dependencies up in the public database of known weaknesses; a find fails, silence is said aloud."""

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements.lock"
SECONDS = 120


def main() -> int:
    """Audit the lock file; return 1 when a pinned version has a known weakness."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--disable-pip", "--no-deps", "-f", "json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError) as error:
        print(f"Dependencies were NOT audited: the advisory database gave no answer ({type(error).__name__}).")
        return 0
    return _tell(packages)


def _tell(packages: list[dict[str, object]]) -> int:
    weak = [one for one in packages if one.get("vulns")]
    asked = [one for one in packages if "skip_reason" not in one]
    for one in weak:
        print(f"{one['name']} {one['version']}: {', '.join(v['id'] for v in one['vulns'])}")  # type: ignore[attr-defined]
    silent = len(packages) - len(asked)
    if silent:
        print(f"{silent} of {len(packages)} dependencies were NOT audited: the advisory database was not reached.")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
