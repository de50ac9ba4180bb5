"""Who may do what: roles and permissions in code. Assignments are rows of the store; this package only judges."""
