"""Two languages in step: what is translated, what is not, and who is on it."""
