"""Exams, papers, attempts and answers."""
