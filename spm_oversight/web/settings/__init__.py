"""The province's settings of the calculation, as versions."""
