"""/platform: the state of the installation, for whoever runs it."""
