"""Who could close each gap: the candidates, their order and how sure it is, and what managers decided of them."""
