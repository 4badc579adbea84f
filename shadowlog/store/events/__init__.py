"""What the operations come to, whoever wrote them."""
