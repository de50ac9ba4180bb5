"""What people do with assessments and their scores."""
