import { expectedInstead, draftText } from '../../../src/configure/draft.ts';
import type { Line } from '../../line.ts';
import { fit, span } from '../../line.ts';
import type { Page } from '../pages.ts';
import { fieldsOf, pages, pageTexts } from '../pages.ts';
import type { State } from '../state.ts';

/** The list of pages; a star where something was changed, an exclamation mark where a value is not usable. */
export function pageList(state: State): readonly Line[] {
  return pages.map((page) => {
    const here = page === state.page;
    const name = fit(pageTexts[page].short, 12);
    return [
      span(here ? ' ❯ ' : '   ', 'selected'),
      here ? span(name, 'selected') : span(name),
      markOf(state, page),
    ];
  });
}

function markOf({ draft }: State, page: Page) {
  const names = fieldsOf(page);
  const wrong = names.some((key) => expectedInstead(key, draftText(draft, key)) !== undefined);
  if (wrong) return span('!', 'bad');
  return names.some((key) => draft.changes.has(key)) ? span('*', 'warning') : span(' ');
}
