"""File formats of question banks: a module each; bytes or text in, values out."""
