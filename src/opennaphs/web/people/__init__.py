"""People, roles, invitations and accounts."""
