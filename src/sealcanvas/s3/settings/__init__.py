"""The settings of a bucket beside its policy, tags and default encryption: who is kept out, CORS, lifecycle, and what
is answered of features that are not here."""
