"""What a back-test says of the forecasters, and what is made of it."""
