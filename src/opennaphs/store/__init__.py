"""The only database models, their queries, the way between rows and domain objects. Only ``actions`` writes."""
