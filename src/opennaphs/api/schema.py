"""The published description: what each route is for, what it answers when something cannot be done, and tables."""

import inspect
from typing import Any

from drf_spectacular.openapi import AutoSchema

from opennaphs.api.csv_lists import CsvLists
from opennaphs.api.pages import TOTAL
from opennaphs.api.refusals import CONTENT_TYPE, KINDS

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
LIST_OF_PROBLEMS: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["place", "what", "remedy"],
        "properties": {"place": TEXT, "what": TEXT, "remedy": TEXT},
    },
}
PROBLEM: Schema = {
    "type": "object",
    "description": "What cannot be done, and why (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "enum": [f"urn:opennaphs:problem:{kind}" for kind in KINDS.values()]},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "whole sentences"},
        "problems": {**LIST_OF_PROBLEMS, "description": "every problem: where, what is wrong, what to do instead"},
        "version": {"type": "integer", "description": "of the row as it stands now"},
        "fields": {
            "type": "array",
            "description": "where two writers met: the field as the program had read it, as it wants it, as it stands",
            "items": {
                "type": "object",
                "required": ["field"],
                "properties": {"field": TEXT, "base": {}, "mine": {}, "theirs": {}},
            },
        },
        "rows": {"type": "array", "description": "scores others wrote meanwhile, as they stand", "items": {}},
    },
}
SENTENCES = {
    400: "The body is no JSON.",
    401: "No key, or one that is not known or whose time is over.",
    403: "The roles of the person, or the key, do not reach that far.",
    404: "Nothing is there, or it is not yours to see.",
    406: "The answer has no such format.",
    409: "Somebody else changed it meanwhile; both versions, field by field.",
    410: "It was removed.",
    413: "The body is too large.",
    415: "The body is not application/json.",
    422: "It cannot be done as asked; each problem with its place.",
    428: "The version the change was made against is missing.",
    429: "Asked too often; Retry-After says when to come back.",
}
OF_ALL = (401, 403, 404, 406, 429)
OF_WRITES = (400, 413, 415, 422)
OF_VERSIONS = (409, 410, 428)
METHODS = ("get", "post", "put", "patch", "delete")


class RouteSchema(AutoSchema):
    """Describes lists and single rows by what their view is, because the functions that give them are shared."""

    def get_description(self) -> str:  # type: ignore[override]  # the library differs from the framework
        """Give the sentence of the route."""
        action = getattr(self.view, "action", "")
        own = action in vars(type(self.view))
        if own or action not in {"list", "retrieve"}:
            return super().get_description()
        return inspect.getdoc(type(self.view)) or ""


def with_refusals(result: Schema, **_context: Any) -> Schema:
    """Add to each operation what it refuses with, its tag, its version header, and the table of a list."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    result["components"]["responses"] = {KINDS[status]: _refusal(status) for status in SENTENCES}
    for path, operations in result["paths"].items():
        for method in METHODS & operations.keys():
            _complete(path, method, operations[method])
    return result


def _complete(path: str, method: str, operation: Schema) -> None:
    operation["tags"] = [_tag(path)]
    for status in sorted(_refusals(method, operation)):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/{KINDS[status]}"}
    if operation["operationId"].endswith("_list"):
        _add_table(operation)
    if _versioned(operation):
        operation["parameters"] = [*operation.get("parameters", []), IF_MATCH]


def _tag(path: str) -> str:
    parts = [part for part in path.removeprefix("/api/v1/").split("/") if part and not part.startswith("{")]
    return next((part for part in reversed(parts[:2]) if part != "countries"), "about")


def _refusals(method: str, operation: Schema) -> set[int]:
    found = set(OF_ALL)
    if method != "get":
        found |= {*OF_WRITES, *OF_VERSIONS}
    return found | ({422} if operation["operationId"].endswith("_list") else set())


def _refusal(status: int) -> Schema:
    answer: Schema = {
        "description": SENTENCES[status],
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 429:  # noqa: PLR2004 - the status itself
        answer["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return answer


def _versioned(operation: Schema) -> bool:
    """Say whether an operation takes a version: every change does, and every removal, which says why."""
    parameters = {one["name"] for one in operation.get("parameters", ())}
    return "why" in parameters or ("requestBody" in operation and operation["operationId"].endswith("_update"))


IF_MATCH: Schema = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the row that was read, in place of “version” in the body.",
    "schema": {"type": "string", "pattern": '^(W/)?"[0-9]{1,9}"$'},
}


def _add_table(operation: Schema) -> None:
    answer = operation["responses"]["200"]
    answer["content"][CsvLists.media_type] = {"schema": {"type": "string"}}
    answer["headers"] = {TOTAL: {"description": "Length of the whole list.", "schema": {"type": "integer"}}}
