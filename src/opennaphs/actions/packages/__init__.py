"""Parts of a plan that leave for a ministry and come back."""
