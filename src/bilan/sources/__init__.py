"""Where facts come from: each source yields canonical rows in batches, and what it refused."""
