"""Take part: a plant's application, from the first step of the form to the draft of its page."""
