"""The ``naphs`` command and its verbs."""

import click

from opennaphs import __version__
from opennaphs.cli.catalogue import catalogue
from opennaphs.cli.draft import draft
from opennaphs.cli.report import report
from opennaphs.cli.scores import scores


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="naphs")
def main() -> None:
    """Assess, plan and cost national health security.

    \b
    naphs scores     read scores, compute averages, find figures that do not add up
    naphs draft      from scores to a draft plan
    naphs report     from a plan to a workbook or a document
    naphs catalogue  look at the action library and check it
    """


for command in (scores, draft, report, catalogue):
    main.add_command(command)
