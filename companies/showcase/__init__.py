"""기업 홍보관: what a company shows of itself, looked at by the city before the public sees it."""
