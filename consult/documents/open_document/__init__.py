"""OpenDocument texts (.odt, ISO/IEC 26300) to blocks."""
