"""Keys whose material their owners import: parameters, imports, expiry (docs/kms.md, "Imported key material")."""
