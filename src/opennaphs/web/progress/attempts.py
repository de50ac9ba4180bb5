"""Trying an action with a form: what the action refuses about the words stands in the form, so that nothing is lost."""

from collections.abc import Callable

from django import forms

from opennaphs.actions.writing import Gone, Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.lifecycle import EditRefused

RISES = (NotAllowed, EditRefused, Stale, Gone)


def attempt(form: forms.Form, act: Callable[[], object], too: tuple[type[NaphsError], ...] = ()) -> bool:
    """Act, and say whether it was done; otherwise the form says why not.

    ``too`` names further errors that are to rise.

    Raises:
        NotAllowed, EditRefused, Stale, Gone: no other words would help; they have pages of their own.
    """
    try:
        act()
    except NaphsError as error:
        if isinstance(error, (*RISES, *too)):
            raise
        form.add_error(None, str(error))
        return False
    return True
