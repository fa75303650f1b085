"""The district's register of denominators."""
