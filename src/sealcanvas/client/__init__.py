"""A client of the studio, for commands that do a whole task; it has boto3 and the administrator's access key."""
