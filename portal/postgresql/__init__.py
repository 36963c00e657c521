"""PostgreSQL as Django knows it, with a cheaper look at connections that come from the pool."""
