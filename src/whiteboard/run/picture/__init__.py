"""Pictures of drafts and of what running them came to. Each says the same in words."""
