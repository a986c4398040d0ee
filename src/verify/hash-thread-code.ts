/** The thread's code: where it is, or, in a packaged program, the text itself, which the build puts here. */
export const hashThread: URL | string = new URL('./hash-thread.ts', import.meta.url);
