/* One line of product_plain.c's table, inside its initialiser. */
[DTYPE] = NAME(product),
