"""From records to predictions and back to text: what batch transforms and endpoints share. Runs in workers."""
