"""Commands of an installation: ``naphs-web …``."""
