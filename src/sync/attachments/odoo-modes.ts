/** What Odoo gives its files, measured on 14 and 19: private are the folders beside the filestore. */
export const odooModes = { file: 0o644, folder: 0o755, privateFolder: 0o700 } as const;
