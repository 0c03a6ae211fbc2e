"""The lean reference app: the same work with no sign-in, rights, CSRF, validation or audit."""
