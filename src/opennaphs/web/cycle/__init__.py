"""The stages of a cycle as the home page of a country."""
