"""The price of credit, the score."""
