"""The Region's board: how full an edition is, who waits, who came. Numbers only, no person."""
