/** Cuts output that comes in pieces into lines, each byte as one character. What follows the last line break waits. */
export function createLineSplitter(onLine: (line: string) => void): (chunk: Uint8Array) => void {
  let pending = '';
  return (chunk) => {
    const text = pending + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      onLine(text.slice(from, end));
      from = end + 1;
    }
    pending = text.slice(from);
  };
}
