"""Evaluation office by office: meetings, agreements, and the province's list of both."""
