"""Pages of training classes."""
