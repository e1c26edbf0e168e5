"""The server side of jobs: who runs when, in which process, within which bounds."""
