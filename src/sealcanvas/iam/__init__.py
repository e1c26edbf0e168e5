"""AWS Identity and Access Management: roles, users, policies, access keys, and who may pass a role on."""
