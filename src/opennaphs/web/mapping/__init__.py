"""Resource mapping: workbook, heat map, flows, rounds and what changed between them."""
