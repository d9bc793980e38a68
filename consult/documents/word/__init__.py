"""Word documents (.docx, ECMA-376) to blocks."""
