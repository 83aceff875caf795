"""Letters of every app: the outbox that they are written into, and the sender that empties it."""
