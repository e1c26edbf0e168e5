"""CheckWorkspaceAccess: what a user profile's roles may do, asked before a task of theirs is refused half way."""
