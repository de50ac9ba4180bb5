"""The person at the terminal of the server: they own the machine, so they may do what an administrator may."""

from opennaphs.authorization.judge import Assignment
from opennaphs.authorization.roles import ADMINISTRATOR
from opennaphs.store.models import User

OPERATOR = "The operator at the terminal"


def operator() -> User:
    """Give somebody who is no account and can never sign in, with the rights of an administrator."""
    person = User(name=OPERATOR)
    person.__dict__["assignments"] = (Assignment(ADMINISTRATOR.key),)
    return person
