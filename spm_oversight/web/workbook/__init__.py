"""The quarter workbook: handed out pre-filled, taken back with a dry run before anything is saved."""
