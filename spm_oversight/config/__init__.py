"""What the environment decides: which variables there are, how they are read, the settings they make."""
