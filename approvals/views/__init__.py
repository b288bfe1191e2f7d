"""One verb, one URL. A GET never decides anything."""
