"""One urusan over all districts."""
