"""One page for the secretariat, the minister, a partner, the public."""
