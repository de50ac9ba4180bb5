"""The plan document as bytes."""

import json

from opennaphs.domain.plan_document import document
from opennaphs.domain.planning import Plan


def render_plan(plan: Plan) -> bytes:
    """Give the plan as UTF-8 JSON, indented, with a final newline; the same plan always gives the same bytes."""
    return (json.dumps(document(plan), ensure_ascii=False, indent=1) + "\n").encode()
