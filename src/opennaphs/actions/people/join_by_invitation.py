"""Open an account with an invitation: account and role together, or neither."""

from django.db import transaction

from opennaphs.actions.people.accept_invitation import accept_invitation
from opennaphs.actions.people.invitations import InvitationRefused, find_invitation
from opennaphs.store.models import User


def join_by_invitation(*, key: str, name: str, password: str | None, language: str = "") -> User:
    """Make an account for the invited address and accept the invitation with it. The key is the right to it.

    Args:
        key: the key of the link.
        name: what the person wants to be called.
        password: already held against the rules for passwords; ``None`` for somebody who signs in elsewhere.
        language: the language the person reads.

    Raises:
        InvitationRefused: the link is not valid (any more), or the address has an account already.
    """
    with transaction.atomic():
        invitation = find_invitation(key, lock=True)
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise InvitationRefused("This address has an account already. Sign in with it to accept the invitation.")
        person = User.objects.create_user(invitation.email, name.strip() or invitation.name, password)
        person.language = language
        person.save(update_fields=["language"])
        accept_invitation(key=key, by=person)
    return person
