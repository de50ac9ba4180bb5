"""The ``naphs`` command and its verbs."""

from importlib import import_module

import click

from opennaphs import __version__

# Each verb lives in a module of its own, which is imported only when it is used, so that --help is quick everywhere.
VERBS = {
    "scores": "scores",
    "draft": "draft",
    "cost": "cost",
    "optimise": "optimise",
    "frontier": "frontier",
    "schedule": "schedule",
    "allocate": "allocate",
    "prices": "prices",
    "import": "importing",
    "reconcile": "reconcile",
    "menu": "menu",
    "gap": "gap",
    "case": "case",
    "progress": "progress",
    "compare": "compare",
    "report": "report",
    "publish": "publish",
    "review": "review",
    "catalogue": "catalogue",
}


class Verbs(click.Group):
    """A group whose verbs are imported when they are called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Give the verbs in the order of the work."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a verb."""
        if cmd_name not in VERBS:
            return None
        module = import_module(f"opennaphs.cli.{VERBS[cmd_name]}")
        command: click.Command = getattr(module, VERBS[cmd_name])
        return command


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="naphs")
def main() -> None:
    """Assess, plan and cost national health security, from a terminal and without a database.

    \b
    The main job in three commands:
      naphs scores examples/uganda/scores.csv
      naphs draft examples/uganda/scores.csv --country UGA --term 5y -o uganda.naphs.json
      naphs report uganda.naphs.json -o uganda.docx
    """
