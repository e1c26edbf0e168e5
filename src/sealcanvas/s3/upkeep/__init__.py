"""What the object store does about its own files without anybody's rights: notes of them, scrub, gc."""
