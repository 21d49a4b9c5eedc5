"""Personal accounts: signing in and out, invitations, password reset, address change."""
