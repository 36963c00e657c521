"""Applications in the admin: the list, the page of one, and what the staff does with it."""
