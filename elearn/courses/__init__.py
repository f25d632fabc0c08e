"""Courses, lessons, progress and practice."""
