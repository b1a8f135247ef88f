"""Work that outlives a request: queued in the transaction that asks for it, done by a runner."""
