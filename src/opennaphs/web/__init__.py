"""The pages of the workbench. One folder a part of the work, with its addresses, views, forms and templates."""
