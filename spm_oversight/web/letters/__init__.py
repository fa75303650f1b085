"""Letters of the province to districts whose report has not come."""
