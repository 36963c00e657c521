"""Lighthouse against the portal: scores, shifts and weight of the pages visitors see first."""
