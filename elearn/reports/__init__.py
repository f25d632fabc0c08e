"""Read-only completion tables."""
