"""The audit trail, and the way back to an earlier version."""
