"""HTML to blocks; the other formats that are written as HTML first are read by it too."""
