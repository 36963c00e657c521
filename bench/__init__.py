"""Load and scale measurements anyone can run. Ratios within one run; nothing here is a test."""
