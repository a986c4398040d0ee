import { loadYoga } from 'yoga-layout/load';

export * from 'yoga-layout/load';

let yoga: Awaited<ReturnType<typeof loadYoga>> | undefined;

/** In the packaged program this stands in for yoga-layout, which would wait while it is loaded: CommonJS cannot. */
export { yoga as default };

/** Makes the layout engine ready. Must have ended before any module of Ink is loaded. */
export async function prepareLayout(): Promise<void> {
  yoga ??= await loadYoga();
}
