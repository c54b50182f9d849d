"""What bank lines pay."""
