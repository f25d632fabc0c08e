"""What is due: run by `elearn tick`."""
