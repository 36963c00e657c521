"""The planner: what a plant offers in an edition, as a calendar, and how to change it."""
