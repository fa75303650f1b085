"""How fast it is, beside the floor or the peer, measured in the same run. Each module is one measurement."""
