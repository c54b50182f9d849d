"""What a policy would have done, interest, letters."""
