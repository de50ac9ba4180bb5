"""The plan document as bytes."""

import json
from collections.abc import Callable

from opennaphs.domain.plan_document import document
from opennaphs.domain.planning import Plan


def render_plan(plan: Plan, translate: Callable[[str], str] = str) -> bytes:
    """Give the plan as UTF-8 JSON, indented, with a final newline; the same plan always gives the same bytes."""
    return (json.dumps(document(plan, translate), ensure_ascii=False, indent=1) + "\n").encode()
