/** Something that the package installs. Paths have no leading slash; folders come by themselves. */
export type Entry =
  | { readonly path: string; readonly text: string | Buffer; readonly mode: number }
  | { readonly path: string; readonly copyOf: string; readonly mode: number }
  | { readonly path: string; readonly linkTo: string };

/** A plain file that everybody may read. */
export function plain(path: string, text: string | Buffer): Entry {
  return { path, text, mode: 0o644 };
}
