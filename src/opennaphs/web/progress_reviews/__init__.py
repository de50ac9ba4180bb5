"""Progress reviews and their packs, reminders and the calendar feed."""
