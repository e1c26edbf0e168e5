"""AWS Security Token Service: who assumes which role, with which credentials, for how long."""
