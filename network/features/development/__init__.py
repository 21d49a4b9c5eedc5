"""What only exists in development mode: outgoing mail and the component page."""
