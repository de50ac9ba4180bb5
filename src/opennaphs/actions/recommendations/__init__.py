"""What people do with the register of recommendations."""
