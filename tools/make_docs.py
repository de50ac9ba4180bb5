"""Write the generated documents afresh: ``make docs``. A guard test fails while one of them is stale."""

import importlib
import inspect
import os
import re
import sys
from pathlib import Path

import click

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs/reference"
SPECS = (
    "test_1_scores",
    "test_2_plan_rule",
    "test_3_first_costs",
    "test_4_costing",
    "test_5_menu_costing",
    "test_6_reconciliation",
    "test_7_text_quantities",
    "test_8_price_effects",
    "test_9_schedules",
    "test_10_choices",
    "test_12_funding",
    "test_13_monitoring",
)


def rules() -> str:
    """Give the rule book: the prose and the examples of the specification tests."""
    parts = ["# The rules, with examples", "", "Generated from `tests/spec`; every line of every table is tested."]
    for name in SPECS:
        module = importlib.import_module(f"tests.spec.{name}")
        parts += ["", f"## {inspect.getdoc(module)}"]
        for title, test in _tests(module):
            parts += ["", f"### {title}", "", inspect.getdoc(test)]
    return "\n".join(parts) + "\n"


def _tests(module) -> list[tuple[str, object]]:
    found = [(name, one) for name, one in vars(module).items() if name.startswith("test_")]
    return [(name.removeprefix("test_").replace("_", " ").capitalize(), one) for name, one in found]


def commands() -> str:
    """Give the help of every verb."""
    from opennaphs.cli.main import main

    parts = ["# The commands", "", "Generated from the help of the program.", *_help(main, "naphs")]
    return re.sub(r"[ \t]+\n", "\n", "\n".join(parts)) + "\n"


def _help(command: click.Command, name: str) -> list[str]:
    settings = {"max_content_width": 100, "terminal_width": 100, "help_option_names": ["-h", "--help"]}
    context = click.Context(command, info_name=name, **settings)
    parts = ["", f"## {name}", "", "```text", command.get_help(context), "```"]
    if isinstance(command, click.Group):
        for verb in command.list_commands(context):
            parts += _help(command.get_command(context, verb), f"{name} {verb}")
    return parts


def plan_schema() -> str:
    """Give the JSON Schema of the plan document, as it is shipped in the package."""
    return (ROOT / "src/opennaphs/catalogue/schemas/plan.schema.json").read_text(encoding="utf-8")


def library() -> str:
    """Give the counts of the action library."""
    from opennaphs.catalogue.check import STEP_LEVELS
    from opennaphs.catalogue.loading import load_library

    ours = load_library()
    common = [one for one in ours.actions if not one.hazards]
    size = f"{len(common)} actions for every country, {len(ours.actions) - len(common)} for priority hazards"
    lines = ["# The action library in numbers", "", "Generated from the catalogue.", ""]
    lines += [f"{size}; {len(ours.steps)} steps.", ""]
    lines += ["| area | level 2 | level 3 | level 4 | level 5 | for hazards |", "|---|---|---|---|---|---|"]
    for area, title in ours.area_titles.items():
        own = [one for one in ours.actions if ours.area(one.target) == area]
        counts = [sum(one.level == level and not one.hazards for one in own) for level in STEP_LEVELS]
        counts.append(sum(bool(one.hazards) for one in own))
        lines.append(f"| {area.rpartition('.')[2]} {title} | {' | '.join(map(str, counts))} |")
    return "\n".join(lines) + "\n"


def plan_states() -> str:
    """Give the states of a plan: the diagram, what has to hold before each, and what may be edited in it."""
    from opennaphs.domain.lifecycle import EDITING, checks_table, diagram

    parts = ["# The states of a plan", "", "Generated from the rules the workbench follows.", ""]
    parts += ["```mermaid", diagram().rstrip("\n"), "```", "", "## What has to hold"]
    parts += ["", "A move forward is refused with one sentence for each of these that does not hold.", ""]
    parts += ["| from | to | check |", "|---|---|---|"]
    parts += [f"| {state} | {to} | {rule} |" for state, to, rule in checks_table()]
    parts += ["", "A move back needs a reason and nothing else.", "", "## What may be edited", ""]
    parts += ["| state | of its activities |", "|---|---|"]
    parts += [f"| {state} | {editing} |" for state, editing in EDITING.items()]
    return "\n".join(parts) + "\n"


def openapi() -> str:
    """Give the OpenAPI description of the API, as an installation serves it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from opennaphs.api.about import description

    return description()


DOCUMENTS = {
    "rules.md": rules,
    "commands.md": commands,
    "plan-document.schema.json": plan_schema,
    "library.md": library,
    "openapi.yaml": openapi,
    "plan-states.md": plan_states,
}

if __name__ == "__main__":
    os.environ["COLUMNS"] = "100"
    sys.path.insert(0, str(ROOT))
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, make in DOCUMENTS.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")
