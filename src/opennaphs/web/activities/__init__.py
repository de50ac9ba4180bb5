"""The activities of a plan: table, page, order, ratings, groups, pictures."""
