"""``python -m opennaphs.config`` does what ``naphs-web`` does."""

from opennaphs.config.command import main

main()
