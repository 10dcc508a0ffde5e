"""What writes or prepares parts of the project: run from its root."""
