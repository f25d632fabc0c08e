"""Pages: guards, shared form fields, filters, security headers, and one package per audience."""
