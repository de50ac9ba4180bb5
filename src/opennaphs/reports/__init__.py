"""Writers: domain objects to bytes (JSON, workbook, document, table, chart). Nothing here decides anything."""
