"""Every cipher, MAC, hash and key of Sealcanvas: the only package that imports `cryptography`."""
