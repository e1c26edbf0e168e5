"""Where state lies: the encrypted metadata database and the folder of sealed blobs."""
