import { fail } from '../../failures.ts';
import { normalizeName } from './names.ts';

const origins = ['pip', 'system', 'direct', 'editable'] as const;

/** A Python module that a machine has. */
export interface Module {
  /** As the module spells itself. */
  readonly name: string;
  readonly version: string;
  /** `pip` from an index, `system` a Debian package, `direct` an address or file, `editable` a checkout. */
  readonly origin: (typeof origins)[number];
}

/** What a machine says of its Python. */
export interface PipFacts {
  /** Such as "3.11.2". */
  readonly python: string;
  /** `managed`: the system keeps pip out of it (PEP 668). */
  readonly kind: 'plain' | 'managed' | 'venv';
  /** Version of pip; undefined when there is none. */
  readonly pip: string | undefined;
  /** By normalized name: the one that Python finds first. */
  readonly modules: ReadonlyMap<string, Module>;
}

/** Reads the gate's answer to `pip`. Throws `answer` when it is not understood. */
export function parsePipFacts(text: string): PipFacts {
  const lines = text.split('\n').map((line) => line.split(' '));
  const value = (word: string) => lines.find(([first]) => first === word)?.[1];
  const python = value('python') ?? '';
  const kind = (['plain', 'managed', 'venv'] as const).find((known) => known === value('kind'));
  if (!/^3\.\d+\.\d+$/.test(python) || kind === undefined) {
    const next = 'See that PIP_PYTHON is a Python 3.8 or later on both machines.';
    fail('answer', { what: 'the list of Python modules is not understood', next });
  }
  const modules = new Map<string, Module>();
  for (const [first, name = '', version = '', word] of lines) {
    const origin = origins.find((known) => known === word);
    const known = normalizeName(name);
    if (first !== 'module' || origin === undefined || modules.has(known)) continue;
    modules.set(known, { name, version, origin });
  }
  return { python, kind, pip: value('pip'), modules };
}

/** The part of a Python's version that its modules are made for, such as "3.11". */
export function minorOf(facts: PipFacts): string {
  return facts.python.split('.').slice(0, 2).join('.');
}
