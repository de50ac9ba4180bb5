"""The demo country: real published scores of Uganda, everything else invented by us and marked as invented."""
