"""What banks, rosters and reports share about files: tables out, documents, pictures."""
